-- Keeps what a person asked for about a ticket until it is carried out, in place of what was asked
-- before, and makes the ticket's lane due now.
local ticket, request, delivery, what = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local now = clock()
local lane = resolve('ticket:' .. ticket)
redis.call('SET', 'tandem:request:' .. ticket, request)
mark(lane, now, now, delivery)
act(delivery, lane, 'accepted', what)
return 'ok'
