-- What is known of who can read a repository, how many milliseconds ago that was read, and the
-- epoch. Never read, or read in what is the future since the clock was set back: unknown, age 0.
local known = redis.call('HMGET', 'tandem:repository:' .. ARGV[1], 'visibility', 'read_at', 'epoch')
local now = clock()
local age = now - (known[2] or now)
return { age >= 0 and known[1] or 'unknown', math.max(0, age), known[3] or '0' }
