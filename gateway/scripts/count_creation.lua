-- Counts an issue that is about to be created under a rule: 1, or 0 when the rule has had enough.
local key, ticket, limit = 'tandem:creations:' .. ARGV[1], ARGV[2], tonumber(ARGV[3])
local window = 10 * 60 * 1000

local now = clock()
redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
if limit > 0 and not redis.call('ZSCORE', key, ticket) and redis.call('ZCARD', key) >= limit then
  return 0
end
redis.call('ZADD', key, 'NX', now, ticket)
redis.call('PEXPIRE', key, window)
return 1
