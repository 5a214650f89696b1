-- Ends a piece of work: "finished", "rest", "again", "failed" or "park". Whatever came while the lane was
-- leased makes it due in any case.
local lane, token, outcome = ARGV[1], ARGV[2], ARGV[3]
local after, reason, cause = tonumber(ARGV[4]), ARGV[5], ARGV[6]

if not holds(lane, token) then return 'lost' end
local now = clock()
local hash = lane_hash(lane)

if outcome == 'finished' or outcome == 'rest' then
  redis.call('HDEL', hash, 'delivery', 'attempts', 'failing_since', 'reason', 'cause', 'found')
  redis.call('ZREM', 'tandem:since', lane)
  redis.call('ZREM', 'tandem:parked', lane)
  local rested = outcome == 'rest' and now + after or nil
  local again = least(end_lease(lane), rested)
  if again then
    redis.call('ZADD', 'tandem:due', again, lane)
  else
    redis.call('DEL', hash)
  end
  return 'ok'
end

if outcome == 'failed' or outcome == 'park' then
  redis.call('HINCRBY', hash, 'attempts', 1)
  redis.call('HSETNX', hash, 'failing_since', now)
  redis.call('HSET', hash, 'reason', reason, 'cause', cause)
end
if outcome == 'park' then redis.call('ZADD', 'tandem:parked', 'NX', now, lane) end
redis.call('ZADD', 'tandem:due', least(now + after, end_lease(lane)), lane)
return 'ok'
