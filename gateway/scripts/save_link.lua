-- Writes the fields of a link that changed, lets go of the tickets that left it, and appends to the
-- activity. A link without tickets is a tombstone. Arguments: lane, token, issue, "live" or
-- "tombstone", then three lists, each after its length: fields with their values, fields to remove,
-- tickets that left with the place of their last command; then the activities.
local lane, token, issue, state = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local hash = 'tandem:link:' .. issue
local at = 5
local now = clock()

if not holds(lane, token) then return 'lost' end
if state == 'tombstone' then let_go_of(issue) end
at = each(at, 2, function(field, value) redis.call('HSET', hash, field, value) end)
redis.call('SADD', 'tandem:links', issue)
at = each(at, 1, function(field) redis.call('HDEL', hash, field) end)
at = each(at, 2, function(ticket, commands_until)
  local ticket_hash = 'tandem:ticket:' .. ticket
  if redis.call('HGET', ticket_hash, 'issue') == issue then
    redis.call('HDEL', ticket_hash, 'issue')
    redis.call('HSET', ticket_hash, 'commands_until', commands_until)
    redis.call('EXPIRE', ticket_hash, tombstone_seconds)
    -- What was told of it lately was told to the link's lane.
    mark('ticket:' .. ticket, now, now, '')
  end
end)
if state == 'tombstone' then
  redis.call('EXPIRE', hash, tombstone_seconds)
else
  redis.call('PERSIST', hash)
end
act_all(at)
return 'ok'
