-- Takes a link along with its issue, which was transferred and has a new id: the caller holds the
-- old issue's lane and ends up with the new one's. Arguments: lane, token, the old and the new
-- issue, the old and the new place, then two lists, each after its length: the new link's fields
-- with their values, its tickets; then the activities.
local lane, token, old, new = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local old_place, new_place = ARGV[5], ARGV[6]
local new_lane, new_hash = 'issue:' .. new, 'tandem:link:' .. new
local at = 7

if not holds(lane, token) then return { 'lost' } end
if lane ~= 'issue:' .. old or old == new then return { 'foreign' } end
-- What has no expiry has tickets; a tombstone knows which commands were answered there.
if redis.call('TTL', new_hash) == -1 then return { 'refused' } end

local now = clock()
local expiry = redis.call('ZSCORE', 'tandem:leases', new_lane)
if expiry and tonumber(expiry) > now then return { 'busy' } end

let_go_of(old) -- what seemed to vanish is there, elsewhere
local mine, theirs = take_out(lane), take_out(new_lane)
merge(new_lane, mine, theirs, now)
redis.call('DEL', 'tandem:link:' .. old, lane_hash(lane))
redis.call('SREM', 'tandem:links', old)
redis.call('DEL', 'tandem:moved:' .. new)
redis.call('SET', 'tandem:moved:' .. old, new, 'EX', tombstone_seconds)
redis.call('SET', 'tandem:place:' .. old_place, new, 'EX', tombstone_seconds)
redis.call('SET', 'tandem:place:' .. new_place, new)
redis.call('PERSIST', new_hash)
redis.call('SADD', 'tandem:links', new)
at = each(at, 2, function(field, value) redis.call('HSET', new_hash, field, value) end)
at = each(at, 1, function(ticket)
  local hash = 'tandem:ticket:' .. ticket
  if redis.call('HGET', hash, 'issue') == old then redis.call('HSET', hash, 'issue', new) end
end)
act_all(at)
return { 'moved', lease(new_lane, mine.expiry) }
