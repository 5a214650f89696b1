-- How many lanes have hints that are not worked off, how many milliseconds the oldest hint has waited, how much
-- is parked, why the brake is on or an empty text. A parked lane's age says nothing about the queue,
-- so it is left out.
local now = clock()
local parked = redis.call('ZCARD', 'tandem:parked')
local waiting = redis.call('ZRANGE', 'tandem:since', 0, parked, 'WITHSCORES')
local oldest = now
for i = 1, #waiting, 2 do
  if not redis.call('ZSCORE', 'tandem:parked', waiting[i]) then
    oldest = tonumber(waiting[i + 1])
    break
  end
end
return {
  redis.call('ZCARD', 'tandem:since'),
  math.max(0, now - oldest),
  parked + redis.call('ZCOUNT', 'tandem:parked_deliveries', now - 30 * 24 * 3600 * 1000, '+inf'),
  redis.call('HGET', lane_hash('brake'), 'reason') or '',
}
