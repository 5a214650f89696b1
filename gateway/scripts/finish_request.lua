-- Forgets a request that was carried out, unless another has come in its place.
local lane, token, ticket, request = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if not holds(lane, token) then return 'lost' end
if lane ~= resolve('ticket:' .. ticket) then return 'foreign' end
local key = 'tandem:request:' .. ticket
if redis.call('GET', key) == request then redis.call('DEL', key) end
return 'ok'
