-- How things stand for the alerts, after taking in how the services answered this gateway. Arguments: the
-- gateway's name; 'refused', 'accepted' or '' for Freshdesk, and for GitHub; how long a webhook may be under way.
local me, grace = ARGV[1], tonumber(ARGV[4])
local stale, remembered_for, most = 15 * 1000, 3600 * 1000, 500
local now = clock()

-- A refusal stands until the gateway that met it is let in again, or, when that one is gone, another.
local function take_in(service, answer)
  local known = redis.call('HGET', 'tandem:refused', service)
  local since, by, seen
  if known then since, by, seen = string.match(known, '^(%d+)|(.-)|(%d+)$') end
  local mine = not since or by == me or now - seen > stale
  if answer == 'refused' and mine then
    redis.call('HSET', 'tandem:refused', service, (since or now) .. '|' .. me .. '|' .. now)
  elseif answer == 'accepted' and since and mine then
    redis.call('HDEL', 'tandem:refused', service)
  end
end
take_in('freshdesk', ARGV[2])
take_in('github', ARGV[3])

local refused = {}
for _, service in ipairs({ 'freshdesk', 'github' }) do
  local known = redis.call('HGET', 'tandem:refused', service)
  if known then
    table.insert(refused, service)
    table.insert(refused, string.match(known, '^%d+'))
  end
end

-- Those of each source that have waited long enough for their webhook, the oldest first.
redis.call('ZREMRANGEBYSCORE', 'tandem:unannounced', '-inf', now - remembered_for)
local unannounced, place = {}, {}
local missed = redis.call('ZRANGEBYSCORE', 'tandem:unannounced', '-inf', now - grace, 'WITHSCORES')
for i = 1, #missed, 2 do
  local source, key = string.match(missed[i], '^(.-)|(.*)$')
  local at = place[source]
  if at then
    unannounced[at][2] = unannounced[at][2] + 1
  else
    local repository = string.match(source, '^github:(.*)$')
    local name = repository and redis.call('HGET', 'tandem:repository:' .. repository, 'full_name')
    local called = name or repository or ''
    table.insert(unannounced, { called, 1, repository and called .. '#' .. key or key, missed[i + 1],
      redis.call('HGET', 'tandem:webhooks', source) or '0' })
    place[source] = #unannounced
  end
end

local parked = {}
local lanes = redis.call('ZRANGE', 'tandem:parked', 0, most - 1, 'WITHSCORES')
for i = 1, #lanes, 2 do
  local known = redis.call('HMGET', lane_hash(lanes[i]), 'reason', 'repository', 'number')
  local issue = known[2] and known[2] ~= '' and known[3] and known[2] .. '#' .. known[3] or ''
  table.insert(parked, { lanes[i], lanes[i + 1], known[1] or '', issue })
end

local deliveries = redis.call('ZCOUNT', 'tandem:parked_deliveries', now - 30 * 24 * 3600 * 1000, '+inf')
return { now, refused, unannounced, parked, deliveries, redis.call('HGETALL', 'tandem:alerts') }
