-- A sync that only a poll had hinted at wrote something: remembers that its change has no webhook yet.
-- Arguments: what the poll had found, as accept.lua noted it.
local name, changed_at = string.match(ARGV[1], '^(.*)|(%d+)$')
if not name or announced_since(name, tonumber(changed_at)) then return 'announced' end
redis.call('ZADD', 'tandem:unannounced', 'NX', clock(), name)
local too_many = redis.call('ZCARD', 'tandem:unannounced') - 1000
if too_many > 0 then redis.call('ZPOPMIN', 'tandem:unannounced', too_many) end
return 'suspect'
