-- Makes a parked lane due now: 'ok', or 'none' when it is not parked. A ticket that waits because its
-- rule has created enough issues need not wait any more, nor does a link that a loop parked. The
-- brake lets go of all that it holds, and of what vanishes in the next minutes.
local lane, delivery = ARGV[1], ARGV[2]
local allowed_for = 10 * 60 * 1000

if not redis.call('ZSCORE', 'tandem:parked', lane) then return 'none' end
local now = clock()
if lane == 'brake' then
  redis.call('SET', 'tandem:brake_let_go', '1', 'PX', allowed_for)
  for _, issue in ipairs(redis.call('ZRANGE', 'tandem:brake_holds', 0, -1)) do
    mark('issue:' .. issue, now, now, delivery)
  end
  act(delivery, lane, 'accepted', 'api parked.retry')
  take_brake_off('a person lets go what vanished')
  return 'ok'
end
local ticket = string.match(lane, '^ticket:(%d+)$')
redis.call('SET', 'tandem:let_go_on:' .. (ticket or lane), '1', 'PX', allowed_for)
mark(lane, now, now, delivery)
act(delivery, lane, 'accepted', 'api parked.retry')
return 'ok'
