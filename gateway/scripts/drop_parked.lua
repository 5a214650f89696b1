-- Forgets a parked lane's hints and that it is parked, and what was asked for about these tickets:
-- 'ok', 'none' when it is not parked, 'busy' while it is worked on. Or a parked delivery. A lane of a
-- link is compared again after a while, like every other: its drift check is no hint.
local key, by, compared_in = ARGV[1], ARGV[2], tonumber(ARGV[3])

local id = string.match(key, '^delivery:(.*)$')
if id then
  if redis.call('ZREM', 'tandem:parked_deliveries', id) == 0 then return 'none' end
  redis.call('DEL', 'tandem:parked_delivery:' .. id)
  act(by, '', 'dropped', key)
  return 'ok'
end

if not redis.call('ZSCORE', 'tandem:parked', key) then return 'none' end
local expiry = redis.call('ZSCORE', 'tandem:leases', key)
if expiry and tonumber(expiry) > clock() then return 'busy' end
for _, set in ipairs({ 'due', 'since', 'leases', 'parked' }) do
  redis.call('ZREM', 'tandem:' .. set, key)
end
redis.call('DEL', lane_hash(key))
let_go_of(string.gsub(key, '^issue:', '', 1))
for i = 4, #ARGV do
  redis.call('DEL', 'tandem:request:' .. ARGV[i])
end
local issue = string.match(key, '^issue:(%d+)$')
if issue and redis.call('EXISTS', 'tandem:link:' .. issue) == 1 then
  redis.call('ZADD', 'tandem:due', clock() + compared_in, key)
end
act(by, key, 'dropped', 'what was to be done is forgotten; the next change is looked at again')
return 'ok'
