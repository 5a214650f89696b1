-- Keeps what is said about a delivery that could not be understood, for 30 days.
local id, description, reason = ARGV[1], ARGV[2], ARGV[3]
local kept_for, kept_at_most = 30 * 24 * 3600 * 1000, 10000

local now = clock()
redis.call('ZADD', 'tandem:parked_deliveries', 'NX', now, id)
redis.call('SET', 'tandem:parked_delivery:' .. id, description, 'PX', kept_for)
redis.call('ZREMRANGEBYSCORE', 'tandem:parked_deliveries', '-inf', now - kept_for)
local too_many = redis.call('ZCARD', 'tandem:parked_deliveries') - kept_at_most
if too_many > 0 then
  for _, oldest in ipairs(redis.call('ZRANGE', 'tandem:parked_deliveries', 0, too_many - 1)) do
    redis.call('DEL', 'tandem:parked_delivery:' .. oldest)
    redis.call('ZREM', 'tandem:parked_deliveries', oldest)
  end
end
act(id, '', 'parked', reason)
return 'ok'
