-- Makes a parked lane due now: 'ok', or 'none' when it is not parked. A ticket that waits because its
-- rule has created enough issues need not wait any more.
local lane, delivery = ARGV[1], ARGV[2]
local allowed_for = 10 * 60 * 1000

if not redis.call('ZSCORE', 'tandem:parked', lane) then return 'none' end
local now = clock()
local ticket = string.match(lane, '^ticket:(%d+)$')
if ticket then redis.call('SET', 'tandem:let_go_on:' .. ticket, '1', 'PX', allowed_for) end
mark(lane, now, now, delivery)
act(delivery, lane, 'accepted', 'api parked.retry')
return 'ok'
