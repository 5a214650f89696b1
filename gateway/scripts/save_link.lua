-- Writes the fields of a link that changed, lets go of the tickets that left it, and appends to the
-- activity. Arguments: lane, token, issue, then three lists, each after its length: fields with
-- their values, fields to remove, tickets that left; then the activities.
local lane, token, issue = ARGV[1], ARGV[2], ARGV[3]
local hash = 'tandem:link:' .. issue
local at = 4

local function each(step, visit)
  local length = tonumber(ARGV[at])
  for i = at + 1, at + length, step do
    visit(ARGV[i], ARGV[i + 1])
  end
  at = at + 1 + length
end

if not holds(lane, token) then return 'lost' end
each(2, function(field, value) redis.call('HSET', hash, field, value) end)
redis.call('SADD', 'tandem:links', issue)
each(1, function(field) redis.call('HDEL', hash, field) end)
each(1, function(ticket)
  if redis.call('HGET', 'tandem:ticket:' .. ticket, 'issue') == issue then
    redis.call('HDEL', 'tandem:ticket:' .. ticket, 'issue')
  end
end)
act_all(at)
return 'ok'
