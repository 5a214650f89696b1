-- Counts an issue that is about to be created under a rule: 1, or 0 when the rule has had enough and
-- nobody let this ticket go on.
local lane, token = ARGV[1], ARGV[2]
local key, ticket, limit = 'tandem:creations:' .. ARGV[3], ARGV[4], tonumber(ARGV[5])
local window = 10 * 60 * 1000

if not holds(lane, token) then return 'lost' end
local now = clock()
redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
local full = limit > 0 and redis.call('ZCARD', key) >= limit
local counted = redis.call('ZSCORE', key, ticket)
if full and not counted and redis.call('EXISTS', 'tandem:let_go_on:' .. ticket) == 0 then return 0 end
redis.call('ZADD', key, 'NX', now, ticket)
redis.call('PEXPIRE', key, window)
return 1
