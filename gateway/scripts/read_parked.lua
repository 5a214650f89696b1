-- What is parked, oldest first: lanes as {key, reason, since, attempts}, then deliveries as
-- {id, description, since}; so many of all. Arguments: how many.
local most = tonumber(ARGV[1])
local lanes = {}
local parked = redis.call('ZRANGE', 'tandem:parked', 0, most - 1, 'WITHSCORES')
for i = 1, #parked, 2 do
  local known = redis.call('HMGET', lane_hash(parked[i]), 'reason', 'attempts')
  table.insert(lanes, { parked[i], known[1] or '', parked[i + 1], known[2] or '0' })
end
local deliveries = {}
if #lanes >= most then return { lanes, deliveries } end
local ids = redis.call('ZRANGE', 'tandem:parked_deliveries', 0, most - #lanes - 1, 'WITHSCORES')
for i = 1, #ids, 2 do
  local description = redis.call('GET', 'tandem:parked_delivery:' .. ids[i])
  if description then table.insert(deliveries, { ids[i], description, ids[i + 1] }) end
end
return { lanes, deliveries }
