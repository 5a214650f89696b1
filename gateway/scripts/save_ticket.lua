-- Writes what is known of a ticket; an empty text takes a field away. A ticket enters a link by
-- join.lua only, because its lane changes with it.
local lane, token, ticket = ARGV[1], ARGV[2], ARGV[3]
local issue, creation, links_before = ARGV[4], ARGV[5], ARGV[6]
local commands_until, answering, held_hash, missing_since = ARGV[7], ARGV[8], ARGV[9], ARGV[10]
local hash = 'tandem:ticket:' .. ticket

local function put(field, value)
  if value == '' then
    redis.call('HDEL', hash, field)
  else
    redis.call('HSET', hash, field, value)
  end
end

if not holds(lane, token) then return 'lost' end
if lane ~= resolve('ticket:' .. ticket) then return 'foreign' end
if issue ~= '' and redis.call('HGET', hash, 'issue') ~= issue then return 'not joined' end
put('issue', issue)
put('creation', creation)
put('links_before', links_before)
put('commands_until', commands_until)
put('answering', answering)
put('held_hash', held_hash)
put('missing_since', missing_since)
act_all(11)
return 'ok'
