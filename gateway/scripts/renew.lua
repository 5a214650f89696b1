-- Makes a lease run from now.
local lane, token, duration = ARGV[1], ARGV[2], tonumber(ARGV[3])

if not holds(lane, token) then return 'lost' end
redis.call('ZADD', 'tandem:leases', clock() + duration, lane)
return 'ok'
