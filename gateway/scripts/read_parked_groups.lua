-- What is parked, counted by what its key begins with and by the cause that is stored: {kind of key,
-- cause or an empty text, since when the oldest of it is, how many}. No key, no reason.
local now = clock()
local groups, place = {}, {}
local parked = redis.call('ZRANGE', 'tandem:parked', 0, -1, 'WITHSCORES')
for i = 1, #parked, 2 do
  local kind = string.match(parked[i], '^%l+') or ''
  local cause = redis.call('HGET', lane_hash(parked[i]), 'cause') or ''
  local name = kind .. ' ' .. cause
  if not place[name] then
    table.insert(groups, { kind, cause, parked[i + 1], 0 })
    place[name] = #groups
  end
  local group = groups[place[name]]
  group[4] = group[4] + 1
end
local kept_since = now - 30 * 24 * 3600 * 1000
local count = redis.call('ZCOUNT', 'tandem:parked_deliveries', kept_since, '+inf')
if count > 0 then
  local first = redis.call('ZRANGEBYSCORE', 'tandem:parked_deliveries', kept_since, '+inf',
    'WITHSCORES', 'LIMIT', 0, 1)
  table.insert(groups, { 'delivery', '', first[2], count })
end
return groups
