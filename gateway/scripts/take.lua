-- Leases a lane whose holder is gone, else the one that has been due longest. Without one: how many
-- milliseconds until there may be one. Writes nothing then.
local duration = tonumber(ARGV[1])
local longest_wait = 1000

local function first_until(set, now)
  return redis.call('ZRANGEBYSCORE', set, '-inf', now, 'LIMIT', 0, 1)[1]
end

local function wait(now)
  local due = redis.call('ZRANGE', 'tandem:due', 0, 0, 'WITHSCORES')[2]
  local expiry = redis.call('ZRANGE', 'tandem:leases', 0, 0, 'WITHSCORES')[2]
  return math.max(1, math.min(longest_wait, (least(due, expiry) or now + longest_wait) - now))
end

-- Where the clock was set back, what waits would wait for as long as it went back, and what was
-- noted ahead of the present would count from then on only: it is put where a right clock would
-- have put it.
local function follow_clock(now)
  local back = tonumber(redis.call('GET', 'tandem:clock') or now) - now
  if back < 5000 then return end
  -- Nothing where it is not ahead, or is other people's data.
  local function righted(time)
    local ahead = type(time) == 'string' and tonumber(time)
    return ahead and ahead > now and string.format('%.0f', math.min(now, ahead - back))
  end
  local function right_field(key, field)
    local time = righted(redis.pcall('HGET', key, field))
    if time then redis.call('HSET', key, field, time) end
  end
  for _, set in ipairs({ 'tandem:due', 'tandem:leases' }) do
    for _, lane in ipairs(redis.call('ZRANGE', set, 0, -1)) do
      redis.call('ZINCRBY', set, -back, lane)
      right_field(lane_hash(lane), 'failing_since')
      if string.find(lane, '^poll:') then right_field('tandem:high_water:' .. lane, 'updated_at') end
    end
  end
  for _, set in ipairs({ 'tandem:since', 'tandem:parked' }) do
    for _, lane in ipairs(redis.call('ZRANGEBYSCORE', set, '(' .. now, '+inf')) do
      redis.call('ZINCRBY', set, -back, lane)
    end
  end
  local born = righted(redis.pcall('GET', 'tandem:born'))
  if born then redis.call('SET', 'tandem:born', born) end
  right_field('tandem:witness', 'lost')
  for _, service in ipairs({ 'github', 'freshdesk' }) do
    local left = redis.call('PTTL', 'tandem:writer:' .. service)
    if left > back then redis.call('PEXPIRE', 'tandem:writer:' .. service, left - back) end
  end
  redis.call('SET', 'tandem:clock', now)
end

local now = clock()
follow_clock(now)
local lane = first_until('tandem:leases', now)
if lane then
  end_lease(lane)
else
  lane = first_until('tandem:due', now)
end
if not lane then return wait(now) end

local token = lease(lane, now + duration)
redis.call('SET', 'tandem:clock', now)
local reply = { lane, token, redis.call('ZSCORE', 'tandem:since', lane) or '0' }
local known = redis.call('HMGET', lane_hash(lane), 'delivery', 'attempts', 'failing_since',
  'repository_id', 'repository', 'number', 'found')
for i = 1, 7 do
  table.insert(reply, known[i] or '')
end
return reply
