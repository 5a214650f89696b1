-- Puts a ticket into an issue's link. The caller holds the lane of one of the two and ends up with
-- the link's lane, into which the other's hints are merged.
local lane, token, ticket, issue = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local entry, core, place, links_before = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local ticket_key, link_lane = 'ticket:' .. ticket, 'issue:' .. issue
local ticket_hash, link_hash = 'tandem:ticket:' .. ticket, 'tandem:link:' .. issue

local function enter(before)
  redis.call('HSET', ticket_hash, 'issue', issue, 'links_before', before + 1)
  redis.call('HDEL', ticket_hash, 'creation', 'answering', 'held_hash', 'missing_since')
  redis.call('PERSIST', ticket_hash)
  redis.call('PERSIST', link_hash)
  redis.call('HSETNX', link_hash, 'core', core)
  redis.call('SADD', 'tandem:links', issue)
  redis.call('SET', 'tandem:place:' .. place, issue)
  -- `entry` is a JSON object with members; this puts one more in front of them.
  redis.call('HSET', link_hash, 'joined:' .. ticket,
    '{"links_before":' .. before .. ',' .. string.sub(entry, 2))
end

if not holds(lane, token) then return { 'lost' } end
if lane ~= link_lane and lane ~= resolve(ticket_key) then return { 'foreign' } end

local now = clock()
local known = redis.call('HMGET', ticket_hash, 'issue', 'creation', 'links_before')
if known[1] == issue then
  return { 'joined', lease(link_lane, redis.call('ZSCORE', 'tandem:leases', link_lane)) }
end
if known[1] then return { 'refused', known[1] } end
if known[2] and lane ~= ticket_key then return { 'refused', '0' } end

local other = lane == link_lane and ticket_key or link_lane
local expiry = redis.call('ZSCORE', 'tandem:leases', other)
if expiry and tonumber(expiry) > now then return { 'busy' } end

local mine, theirs = take_out(lane), take_out(other)
merge(link_lane, mine, theirs, now)
enter(math.max(tonumber(known[3] or '0'), tonumber(links_before)))
return { 'joined', lease(link_lane, mine.expiry) }
