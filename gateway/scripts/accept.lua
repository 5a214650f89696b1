-- Takes in one delivery: remembers its id, marks its key, appends to the activity.
local id, source, event, key, settle = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local only_if_linked, visibility_lost = ARGV[6] == '1', ARGV[7]
local repository_id, repository, number = ARGV[8], ARGV[9], ARGV[10]
local changed_at = tonumber(ARGV[11])  -- of what a poll found, where a webhook should have told it
local kept_for, kept_at_most, trimmed_at_once = 3 * 24 * 3600 * 1000, 200000, 10

local function remember(now)
  if id == '' then return true end
  local new = redis.call('ZADD', 'tandem:deliveries', 'NX', now, id) == 1
  local old = redis.call('ZRANGEBYSCORE', 'tandem:deliveries', '-inf', now - kept_for,
    'LIMIT', 0, trimmed_at_once)
  if #old > 0 then redis.call('ZREM', 'tandem:deliveries', unpack(old)) end
  local too_many = redis.call('ZCARD', 'tandem:deliveries') - kept_at_most
  if too_many > 0 then
    redis.call('ZPOPMIN', 'tandem:deliveries', math.min(too_many, trimmed_at_once))
  end
  return new
end

-- A lane that is being worked on or waits is of interest though it is not linked: its worker may
-- be about to link it, and what it waits for may have come.
local function of_interest(lane)
  if redis.call('ZSCORE', 'tandem:due', lane) or redis.call('ZSCORE', 'tandem:leases', lane) then
    return true
  end
  if lane ~= key then return true end
  local ticket = string.match(key, '^ticket:(%d+)$')
  if not ticket then
    return redis.call('EXISTS', 'tandem:link:' .. string.gsub(key, '^issue:', '')) == 1
  end
  local known = redis.call('HMGET', 'tandem:ticket:' .. ticket, 'issue', 'creation')
  return known[1] or known[2]
end

-- Who sends the webhooks about this key, and what it is there: 'freshdesk|ticket:1'. An issue goes by its
-- number, which comments know as well: 'github:1001|5'.
local function source_and_name()
  if string.match(key, '^ticket:') then return 'freshdesk', 'freshdesk|' .. key end
  local repository_of_key = string.match(key, '^repository:(%d+)$')
  local from = 'github:' .. (repository_of_key or repository_id)
  return from, from .. '|' .. (repository_of_key and 'repository' or number)
end

-- Notes that a webhook came for it, so that the poll need not be the first to tell.
local function announce(now, lane)
  local announced_for, announced_at_most = 2 * 24 * 3600 * 1000, 100000
  local from, name = source_and_name()
  redis.call('HSET', 'tandem:webhooks', from, now)
  redis.call('ZADD', 'tandem:announced', now, name)
  redis.call('ZREM', 'tandem:unannounced', name)
  local old = redis.call('ZRANGEBYSCORE', 'tandem:announced', '-inf', now - announced_for,
    'LIMIT', 0, trimmed_at_once)
  if #old > 0 then redis.call('ZREM', 'tandem:announced', unpack(old)) end
  if redis.call('ZCARD', 'tandem:announced') > announced_at_most then
    redis.call('ZPOPMIN', 'tandem:announced', trimmed_at_once)
  end
  local found = redis.call('HGET', lane_hash(lane), 'found')
  if found and string.sub(found, 1, #name + 1) == name .. '|' then
    redis.call('HDEL', lane_hash(lane), 'found')
  end
end

-- Whether it is being worked on, or waits with a hint or after a failure: what such a sync writes may
-- come from that.
local function is_busy(lane)
  return redis.call('ZSCORE', 'tandem:leases', lane) or redis.call('ZSCORE', 'tandem:since', lane)
end

local now = clock()
local lane = resolve(key)
local new = remember(now)
if visibility_lost ~= '' then
  redis.call('HSET', 'tandem:repository:' .. visibility_lost, 'visibility', 'unknown')
  redis.call('HINCRBY', 'tandem:repository:' .. visibility_lost, 'epoch', 1)
end
if source == 'github' or source == 'freshdesk' then announce(now, lane) end
if only_if_linked and not of_interest(lane) then return 'of no interest' end
if changed_at and not is_busy(lane) then
  local _, name = source_and_name()
  if not announced_since(name, changed_at) then
    redis.call('HSET', lane_hash(lane), 'found', name .. '|' .. changed_at)
  end
end
mark(lane, now + settle, now, id)
-- What was parked before it was linked is looked at again too.
if lane ~= key and redis.call('ZSCORE', 'tandem:parked', key) then mark(key, now + settle, now, id) end
if repository_id ~= '' then
  redis.call('HSET', lane_hash(lane), 'repository_id', repository_id, 'repository', repository,
    'number', number)
end
act(id, lane, 'accepted', source .. ' ' .. event .. (new and '' or ', seen before'))
return new and 'new' or 'duplicate'
