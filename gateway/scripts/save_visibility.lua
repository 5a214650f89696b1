-- Writes what was read about a repository, unless an event made it unknown since.
local hash, full_name, visibility, epoch = 'tandem:repository:' .. ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if (redis.call('HGET', hash, 'epoch') or '0') ~= epoch then return 'moved' end
redis.call('HSET', hash, 'full_name', full_name, 'visibility', visibility, 'read_at', clock())
return 'ok'
