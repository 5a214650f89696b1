-- Ends the caller's being the writer for a service; another's is left alone.
local key, owner = 'tandem:writer:' .. ARGV[1], ARGV[2]

if redis.call('GET', key) == owner then redis.call('DEL', key) end
return 'ok'
