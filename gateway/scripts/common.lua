-- What all scripts share; put before each of them. All names in Redis:
--
--   tandem:due                 zset  lane -> when it is to be looked at (ms); lanes that nobody holds
--   tandem:leases              zset  lane -> when its lease runs out (ms)
--   tandem:since               zset  lane -> when its oldest hint that is not worked off came (ms)
--   tandem:lane:<lane>         hash  delivery, attempts, failing_since, reason, cause,
--                                    repository_id, repository, number (where an issue is), found
--                                    (by the poll, while nothing else waited: source|thing|changed at);
--                                    while leased: token, and of what comes meanwhile: again (when it
--                                    is to be looked at), next_since, next_delivery
--   tandem:fence               the last token given; not below the time in ms, so that a store that
--                              forgot the last ones gives none of them again
--   tandem:parked              zset  lane -> when it was parked (ms)
--   tandem:deliveries          zset  delivery id -> when it came (ms)
--   tandem:parked_deliveries   zset  delivery id -> when it came (ms); the rest in
--   tandem:parked_delivery:<id>  a JSON text
--   tandem:activity            stream  delivery, link, what, detail
--   tandem:link:<issue>        hash  core, copy:<operation>, joined:<ticket>
--   tandem:ticket:<ticket>     hash  issue, creation, links_before, commands_until, answering,
--                                    held_hash, missing_since (ms)
--   tandem:born                when this store was asked for the first time (ms)
--   tandem:born_first          there where nothing carried our markers then
--   tandem:place:<repository>:<number>  the issue's id, once it is linked
--   tandem:moved:<issue>       the id that the issue has since it was transferred and its link went along
--   tandem:repository:<id>     hash  full_name, visibility, read_at, epoch
--   tandem:high_water:<listing>  hash  updated_at, seen
--   tandem:creations:<rule>    zset  ticket -> when its issue was created (ms)
--   tandem:let_go_on:<ticket>  there for a while after a person let a parked ticket go on; of a
--                              link <ticket> is its lane
--   tandem:vanished            zset  issue -> when its link ended because a side was gone (ms)
--   tandem:brake_holds         zset  issue -> since when the brake holds its link (ms); "brake" itself
--                                    is parked like a lane while it is on
--   tandem:brake_let_go        there for a while after a person let what the brake held go on
--   tandem:links               set   ids of the issues that are, or once were, linked
--   tandem:links_indexed       there once that set knows the links that are older than it
--   tandem:request:<ticket>    a JSON text: what a person asked for and is not carried out yet
--   tandem:rebuild             a JSON text: how far the newest rebuild has come
--   tandem:rebuild:going_on    there while it goes on
--   tandem:rebuild:tickets     set   tickets that it has still to look at
--   tandem:rebuild:found       hash  ticket -> what it found
--   tandem:writer:<service>    the owner's name, with an expiry
--   tandem:clock               when a lane was last handed out (ms)
--   tandem:witness             hash  server (its run id), gateway:<name> (its count, ":", when, ms),
--                                    lost (when a loss was noticed last, ms)
--   tandem:comparing:<run id>  there for a while after everything was made due to be compared
--   tandem:webhooks            hash  source -> when its last webhook came (ms); a source is
--                                    "freshdesk", or "github:" and the repository's id
--   tandem:announced           zset  source|thing -> when a webhook came for it (ms)
--   tandem:unannounced         zset  source|thing -> when the poll alone led to a write (ms)
--   tandem:refused             hash  service -> since|gateway|when that said so: our credential is refused
--   tandem:alerts              hash  cause -> raised|changed|on or over: what was told
--   tandem:ended_session:<name>  there until that login would have ended by itself
--   tandem:configuration       a fingerprint of the configuration
--
-- Ids stay texts: Lua's numbers would print the large ones in another form.

-- So long a late event or a restored backup cannot make an ended link anew.
local tombstone_seconds = 400 * 24 * 3600

local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function lane_hash(lane)
  return 'tandem:lane:' .. lane
end

-- The smallest of those values that are there; nil when none is.
local function least(...)
  local found = nil
  for i = 1, select('#', ...) do
    local value = tonumber((select(i, ...)))
    if value and (not found or value < found) then found = value end
  end
  return found
end

-- Whether a webhook came for it about when it changed, by the service's clock, or later.
local function announced_since(name, changed_at)
  local clocks_differ_by = 60 * 1000
  local came = redis.call('ZSCORE', 'tandem:announced', name)
  return came and tonumber(came) >= changed_at - clocks_differ_by
end

-- Visits the list that stands in the arguments after its length, `step` items at a time; gives where
-- it ends.
local function each(at, step, visit)
  local length = tonumber(ARGV[at])
  for i = at + 1, at + length, step do
    visit(ARGV[i], ARGV[i + 1])
  end
  return at + 1 + length
end

-- Where the link of an issue is that was transferred, maybe several times.
local function follow(issue)
  for _ = 1, 10 do
    local moved = redis.call('GET', 'tandem:moved:' .. issue)
    if not moved then return issue end
    issue = moved
  end
  return issue
end

-- The lane that a key is worked on in: a linked ticket's is its issue's, and so is a linked issue's
-- of which only the place is known, or the id that it had before it was transferred.
local function resolve(key)
  local place = string.match(key, '^place:(%d+:%d+)$')
  local placed = place and redis.call('GET', 'tandem:place:' .. place)
  if placed then return 'issue:' .. follow(placed) end
  local old = string.match(key, '^issue:(%d+)$')
  if old then return 'issue:' .. follow(old) end
  local ticket = string.match(key, '^ticket:(%d+)$')
  local issue = ticket and redis.call('HGET', 'tandem:ticket:' .. ticket, 'issue')
  -- What is no id is not ours: the ticket's own lane says what is wrong with it.
  return issue and string.match(issue, '^%d+$') and 'issue:' .. issue or key
end

-- A lease counts until its lane is handed out again: while nobody else had the lane, what its
-- holder saw still stands, even if the time is over.
local function holds(lane, token)
  return redis.call('ZSCORE', 'tandem:leases', lane)
    and redis.call('HGET', lane_hash(lane), 'token') == token
end

-- Makes the lane due at `due`, or earlier if it was. While it is leased that is kept apart, because
-- its holder may have read already.
local function mark(lane, due, now, delivery)
  local hash = lane_hash(lane)
  if redis.call('ZSCORE', 'tandem:leases', lane) then
    redis.call('HSETNX', hash, 'next_since', now)
    redis.call('HSET', hash, 'again', least(due, redis.call('HGET', hash, 'again')))
    if delivery ~= '' then redis.call('HSET', hash, 'next_delivery', delivery) end
  else
    redis.call('ZADD', 'tandem:since', 'NX', now, lane)
    redis.call('ZADD', 'tandem:due', 'LT', due, lane)
    if delivery ~= '' then redis.call('HSET', hash, 'delivery', delivery) end
  end
end

-- Takes the lease away, and counts what came meanwhile as waiting. Gives when that wants to be
-- looked at, or nil. The caller makes the lane due.
local function end_lease(lane)
  local hash = lane_hash(lane)
  local came = redis.call('HMGET', hash, 'again', 'next_since', 'next_delivery')
  redis.call('HDEL', hash, 'token', 'again', 'next_since', 'next_delivery')
  redis.call('ZREM', 'tandem:leases', lane)
  if came[2] then redis.call('ZADD', 'tandem:since', 'NX', came[2], lane) end
  if came[3] then redis.call('HSET', hash, 'delivery', came[3]) end
  return least(came[1])
end

local function next_token()
  local last = tonumber(redis.call('GET', 'tandem:fence') or '') or 0
  local token = string.format('%.0f', math.max(last + 1, clock()))
  redis.call('SET', 'tandem:fence', token)
  return token
end

local function lease(lane, expiry)
  local token = next_token()
  redis.call('ZREM', 'tandem:due', lane)
  redis.call('ZADD', 'tandem:leases', expiry, lane)
  redis.call('HSET', lane_hash(lane), 'token', token)
  return token
end

-- All that the queue knows of a lane; taken out of it but for the place of the issue.
local function take_out(from)
  local hash = lane_hash(from)
  local known = redis.call('HMGET', hash, 'delivery', 'attempts', 'failing_since', 'reason', 'again',
    'next_since', 'next_delivery', 'cause')
  local state = {
    delivery = known[1], attempts = known[2], failing_since = known[3], reason = known[4],
    again = known[5], next_since = known[6], next_delivery = known[7], cause = known[8],
    due = redis.call('ZSCORE', 'tandem:due', from),
    since = redis.call('ZSCORE', 'tandem:since', from),
    expiry = redis.call('ZSCORE', 'tandem:leases', from),
    parked = redis.call('ZSCORE', 'tandem:parked', from),
  }
  redis.call('HDEL', hash, 'delivery', 'attempts', 'failing_since', 'reason', 'again', 'next_since',
    'next_delivery', 'token', 'found', 'cause')
  for _, set in ipairs({ 'due', 'since', 'leases', 'parked' }) do
    redis.call('ZREM', 'tandem:' .. set, from)
  end
  return state
end

-- Puts what was taken out of two lanes into one. What the caller works on stays that; what waits in
-- the other lane comes as if it had come while the lane was leased, because the caller has not read
-- it. The caller takes the lease.
local function merge(lane, mine, theirs, now)
  local function put(field, value)
    if value then redis.call('HSET', lane_hash(lane), field, value) end
  end
  local abandoned = theirs.expiry and now
  local since = least(mine.since, theirs.since)
  if since then redis.call('ZADD', 'tandem:since', since, lane) end
  put('delivery', mine.delivery)
  put('again', least(mine.again, theirs.due, theirs.again, abandoned))
  put('next_since', least(mine.next_since, theirs.since, theirs.next_since))
  put('next_delivery', mine.next_delivery or theirs.next_delivery or theirs.delivery)
  local attempts = math.max(mine.attempts or 0, theirs.attempts or 0)
  put('attempts', attempts > 0 and attempts)
  put('failing_since', least(mine.failing_since, theirs.failing_since))
  local told = mine.reason and mine or theirs
  put('reason', told.reason)
  put('cause', told.cause)
  local parked = least(mine.parked, theirs.parked)
  if parked then redis.call('ZADD', 'tandem:parked', parked, lane) end
end

local function act(delivery, link, what, detail)
  redis.call('XADD', 'tandem:activity', 'MAXLEN', '~', 10000, '*',
    'delivery', delivery, 'link', link, 'what', what, 'detail', detail)
end

local function take_brake_off(why)
  redis.call('ZREM', 'tandem:parked', 'brake')
  redis.call('DEL', lane_hash('brake'), 'tandem:brake_holds', 'tandem:vanished')
  act('', 'brake', 'decided', 'the brake is off: ' .. why)
end

-- The brake does not hold this link any more; with the last one it comes off.
local function let_go_of(issue)
  if redis.call('ZREM', 'tandem:brake_holds', issue) == 0 then return end
  if redis.call('ZCARD', 'tandem:brake_holds') > 0 then return end
  take_brake_off('it holds nothing any more')
end

-- Appends the activities that fill the arguments from this one on, four for each.
local function act_all(from)
  for i = from, #ARGV, 4 do
    act(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
  end
end

-- How the work on a lane stands, and the last reason for a failure or an empty text: 'pending' is
-- being worked on or will be at once or after a wait, 'held' has failed and is tried again,
-- 'parked' as well, and a person should look; else 'in_step'.
local function standing(lane, now)
  local reason = redis.call('HGET', lane_hash(lane), 'reason') or ''
  local since = redis.call('ZSCORE', 'tandem:since', lane)
  local due = redis.call('ZSCORE', 'tandem:due', lane)
  local begins = since and due and tonumber(due) <= now
  if begins or redis.call('ZSCORE', 'tandem:leases', lane) then return 'pending', reason end
  if redis.call('ZSCORE', 'tandem:parked', lane) then return 'parked', reason end
  if reason ~= '' then return 'held', reason end
  return since and 'pending' or 'in_step', reason
end
