-- All that is parked, oldest first: lanes as {key, reason, since, attempts}, then deliveries as
-- {id, description, since}.
local lanes = {}
local parked = redis.call('ZRANGE', 'tandem:parked', 0, -1, 'WITHSCORES')
for i = 1, #parked, 2 do
  local known = redis.call('HMGET', lane_hash(parked[i]), 'reason', 'attempts')
  table.insert(lanes, { parked[i], known[1] or '', parked[i + 1], known[2] or '0' })
end
local deliveries = {}
local ids = redis.call('ZRANGE', 'tandem:parked_deliveries', 0, -1, 'WITHSCORES')
for i = 1, #ids, 2 do
  local description = redis.call('GET', 'tandem:parked_delivery:' .. ids[i])
  if description then table.insert(deliveries, { ids[i], description, ids[i + 1] }) end
end
return { lanes, deliveries }
