-- Puts a ticket into an issue's link. The caller holds the lane of one of the two and ends up with
-- the link's lane, into which the other's hints are merged.
local lane, token, ticket, issue = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local entry, core, place = ARGV[5], ARGV[6], ARGV[7]
local ticket_key, link_lane = 'ticket:' .. ticket, 'issue:' .. issue
local ticket_hash, link_hash = 'tandem:ticket:' .. ticket, 'tandem:link:' .. issue

-- All that the queue knows of a lane; taken out of it but for the place of the issue.
local function take_out(from)
  local hash = lane_hash(from)
  local known = redis.call('HMGET', hash, 'delivery', 'attempts', 'failing_since', 'reason', 'again',
    'next_since', 'next_delivery')
  local state = {
    delivery = known[1], attempts = known[2], failing_since = known[3], reason = known[4],
    again = known[5], next_since = known[6], next_delivery = known[7],
    due = redis.call('ZSCORE', 'tandem:due', from),
    since = redis.call('ZSCORE', 'tandem:since', from),
    expiry = redis.call('ZSCORE', 'tandem:leases', from),
    parked = redis.call('ZSCORE', 'tandem:parked', from),
  }
  redis.call('HDEL', hash, 'delivery', 'attempts', 'failing_since', 'reason', 'again', 'next_since',
    'next_delivery', 'token')
  for _, set in ipairs({ 'due', 'since', 'leases', 'parked' }) do
    redis.call('ZREM', 'tandem:' .. set, from)
  end
  return state
end

local function put(field, value)
  if value then redis.call('HSET', lane_hash(link_lane), field, value) end
end

-- What the caller works on stays that; what waits in the other lane comes as if it had come while
-- the lane was leased, because the caller has not read it.
local function merge(mine, theirs, now)
  local abandoned = theirs.expiry and now
  local since = least(mine.since, theirs.since)
  if since then redis.call('ZADD', 'tandem:since', since, link_lane) end
  put('delivery', mine.delivery)
  put('again', least(mine.again, theirs.due, theirs.again, abandoned))
  put('next_since', least(mine.next_since, theirs.since, theirs.next_since))
  put('next_delivery', mine.next_delivery or theirs.next_delivery or theirs.delivery)
  local attempts = math.max(mine.attempts or 0, theirs.attempts or 0)
  put('attempts', attempts > 0 and attempts)
  put('failing_since', least(mine.failing_since, theirs.failing_since))
  put('reason', mine.reason or theirs.reason)
  local parked = least(mine.parked, theirs.parked)
  if parked then redis.call('ZADD', 'tandem:parked', parked, link_lane) end
end

local function enter(links_before)
  redis.call('HSET', ticket_hash, 'issue', issue, 'links_before', links_before + 1)
  redis.call('HDEL', ticket_hash, 'creation', 'answering', 'held_hash')
  redis.call('PERSIST', ticket_hash)
  redis.call('PERSIST', link_hash)
  redis.call('HSETNX', link_hash, 'core', core)
  redis.call('SADD', 'tandem:links', issue)
  redis.call('SET', 'tandem:place:' .. place, issue)
  -- `entry` is a JSON object with members; this puts one more in front of them.
  redis.call('HSET', link_hash, 'joined:' .. ticket,
    '{"links_before":' .. links_before .. ',' .. string.sub(entry, 2))
end

if not holds(lane, token) then return { 'lost' } end
if lane ~= link_lane and lane ~= resolve(ticket_key) then return { 'foreign' } end

local now = clock()
local known = redis.call('HMGET', ticket_hash, 'issue', 'creation', 'links_before')
if known[1] == issue then
  return { 'joined', lease(link_lane, redis.call('ZSCORE', 'tandem:leases', link_lane)) }
end
if known[1] then return { 'refused', known[1] } end
if known[2] and lane ~= ticket_key then return { 'refused', '0' } end

local other = lane == link_lane and ticket_key or link_lane
local expiry = redis.call('ZSCORE', 'tandem:leases', other)
if expiry and tonumber(expiry) > now then return { 'busy' } end

local mine, theirs = take_out(lane), take_out(other)
merge(mine, theirs, now)
enter(tonumber(known[3] or '0'))
return { 'joined', lease(link_lane, mine.expiry) }
