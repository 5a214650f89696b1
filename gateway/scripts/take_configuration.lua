-- Remembers the configuration's fingerprint; when it is another one than before, all that is parked is
-- due now: how many lanes that are, -1 when nothing has changed.
local fingerprint, delivery = ARGV[1], ARGV[2]
local known = redis.call('GET', 'tandem:configuration')
if known == fingerprint then return -1 end
redis.call('SET', 'tandem:configuration', fingerprint)
local now = clock()
local lanes = redis.call('ZRANGE', 'tandem:parked', 0, -1)
for _, lane in ipairs(lanes) do
  mark(lane, now, now, delivery)
  act(delivery, lane, 'accepted', 'the configuration has changed')
end
return #lanes
