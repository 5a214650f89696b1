-- Writes how far a rebuild has come. Arguments: lane, token, how far, "going on" or "done"; then two
-- lists, each after its length: tickets to be looked at, tickets with what was found. The rest are
-- activities.
local lane, token, progress, state = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local tickets, found = 'tandem:rebuild:tickets', 'tandem:rebuild:found'
local at = 5

if not holds(lane, token) then return 'lost' end
redis.call('SET', 'tandem:rebuild', progress)
at = each(at, 1, function(ticket)
  if redis.call('HEXISTS', found, ticket) == 0 then redis.call('SADD', tickets, ticket) end
end)
at = each(at, 2, function(ticket, what)
  redis.call('HSET', found, ticket, what)
  redis.call('SREM', tickets, ticket)
end)
if state == 'done' then redis.call('DEL', 'tandem:rebuild:going_on') end
act_all(at)
return 'ok'
