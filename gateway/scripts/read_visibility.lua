-- What is known of who can read a repository, how many milliseconds ago that was read, and the
-- epoch. Never read: unknown, age 0.
local known = redis.call('HMGET', 'tandem:repository:' .. ARGV[1], 'visibility', 'read_at', 'epoch')
local now = clock()
return { known[1] or 'unknown', math.max(0, now - (known[2] or now)), known[3] or '0' }
