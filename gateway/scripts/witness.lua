-- Counts up for one gateway, and notices a store that forgot what it had acknowledged: it knows a
-- lower count than the gateway was told, or the server is another one that was promoted (a replica
-- may always be behind). Then every link is made due, a little apart so that deliveries find their
-- way between, the catch-up polls go back to before the loss, and the time is kept: what was sent
-- before may come through yet. Arguments: the gateway, the count it was told last, when it began
-- (ms, 0 at first), the server's run id or nothing, '1' when it was promoted, then the polls' lanes.
-- Gives the count, the present, 'lost', 'moved' or '', the links, since when what was written may be
-- gone.
local gateway, told, began = 'gateway:' .. ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local server, promoted, first_poll = ARGV[4], ARGV[5] == '1', 6
local overlap, apart, at_once = 10 * 60 * 1000, 100, 60 * 1000
local kept_for, furthest = 24 * 3600 * 1000, 24 * 3600 * 1000
local now = clock()

-- What this gateway has counted here, and when; and when any gateway last did.
local function read()
  local count, at, latest = 0, nil, nil
  local stored = redis.call('HGETALL', 'tandem:witness')
  for i = 1, #stored, 2 do
    local known, when = string.match(stored[i + 1], '^(%d+):(%d+)$')
    if known then
      latest = math.max(latest or 0, tonumber(when))
      if stored[i] == gateway then count, at = tonumber(known), tonumber(when) end
      if now - when > kept_for then redis.call('HDEL', 'tandem:witness', stored[i]) end
    end
  end
  return count, at or latest
end

local function make_due(lane, due)
  if redis.call('ZSCORE', 'tandem:leases', lane) then
    mark(lane, due, now, '')
  else
    redis.call('ZADD', 'tandem:due', 'LT', due, lane)
  end
end

local function go_back(lane, to)
  local hash = 'tandem:high_water:' .. lane
  local at = tonumber(redis.call('HGET', hash, 'updated_at') or '')
  redis.call('HSET', hash, 'updated_at', string.format('%.0f', math.min(at or to, to)), 'seen', '[]')
  -- A poll that is going on would write its own mark over this one.
  end_lease(lane)
  redis.call('ZADD', 'tandem:due', now, lane)
end

-- Once, however many gateways notice.
local function compare_everything(since)
  if not redis.call('SET', 'tandem:comparing:' .. server, '1', 'NX', 'PX', at_once) then return 0 end
  for i = first_poll, #ARGV do go_back(ARGV[i], since - overlap) end
  local links = 0
  for _, issue in ipairs(redis.call('SMEMBERS', 'tandem:links')) do
    if redis.call('TTL', 'tandem:link:' .. issue) == -1 then
      links = links + 1
      make_due('issue:' .. issue, now + links * apart)
    end
  end
  return links
end

-- At the start already, so that the first link does not wait for what a lost store had sent.
redis.call('SET', 'tandem:born', now, 'NX')

-- Whatever became of the queue: without its polls nothing that was lost would be found.
for i = first_poll, #ARGV do
  if not redis.call('ZSCORE', 'tandem:leases', ARGV[i]) then
    redis.call('ZADD', 'tandem:due', 'NX', now, ARGV[i])
  end
end

local count, at = read()
local before = redis.call('HGET', 'tandem:witness', 'server')
local noticed = ''
if promoted and before and before ~= server then noticed = 'moved' end
if count < told then noticed = 'lost' end
local since, links = at or math.max(began, now - furthest), 0
if noticed ~= '' then
  links = compare_everything(since)
  redis.call('HSET', 'tandem:witness', 'lost', string.format('%.0f', now))
  act('', '', 'noticed', 'the store may have lost what it had acknowledged; compared: ' .. links .. ' links')
end
redis.call('HSET', 'tandem:witness', gateway, string.format('%.0f:%.0f', count + 1, now))
if server ~= '' then redis.call('HSET', 'tandem:witness', 'server', server) end
return { count + 1, now, noticed, links, since }
