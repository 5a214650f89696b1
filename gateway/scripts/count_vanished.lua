-- Counts a link that is about to end because one of its sides is gone: {'go', ''}, or {'wait', why}
-- while the brake is on, which this may put on. Arguments: lane, token, issue, what vanishes, '1' when
-- it was looked at twice and the service is well, how much later than the first the second look counts.
local lane, token, issue, what = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local well, second_look = ARGV[5] == '1', tonumber(ARGV[6])
local window, share, fewest, most = 10 * 60 * 1000, 20, 3, 20

-- A link without tickets is a tombstone, which expires. More than `enough` make no difference.
local function live_links(enough)
  local live = 0
  for _, each in ipairs(redis.call('SMEMBERS', 'tandem:links')) do
    if redis.call('TTL', 'tandem:link:' .. each) == -1 then live = live + 1 end
    if live >= enough then break end
  end
  return live
end

local function too_many(now)
  redis.call('ZREMRANGEBYSCORE', 'tandem:vanished', '-inf', now - window)
  redis.call('ZADD', 'tandem:vanished', 'NX', now, issue)
  redis.call('PEXPIRE', 'tandem:vanished', window)
  local allowed = math.max(fewest, math.min(most, math.floor(live_links(most * share) / share)))
  return redis.call('ZCARD', 'tandem:vanished') > allowed and allowed
end

if not holds(lane, token) then return 'lost' end
if redis.call('EXISTS', 'tandem:brake_let_go') == 1 then return { 'go', '' } end
local now = clock()
if not redis.call('ZSCORE', 'tandem:parked', 'brake') then
  local allowed = too_many(now)
  if not allowed then return { 'go', '' } end
  local reason = 'more than ' .. allowed .. ' links vanished within 10 minutes: ' .. what ..
    '. Deletions, closings and endings wait until the service passes its own check and a second ' ..
    'look finds the same, or until "parked retry brake"'
  redis.call('ZADD', 'tandem:parked', now, 'brake')
  redis.call('HSET', lane_hash('brake'), 'reason', reason)
  act('', 'brake', 'parked', reason)
end
redis.call('ZADD', 'tandem:brake_holds', 'NX', now, issue)
if well and now - redis.call('ZSCORE', 'tandem:brake_holds', issue) >= second_look then
  let_go_of(issue)
  return { 'go', '' }
end
return { 'wait', redis.call('HGET', lane_hash('brake'), 'reason') }
