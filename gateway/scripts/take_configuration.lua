-- Remembers the configuration's fingerprint; when it is another one than before, all that is parked is
-- due now: how many lanes that are, -1 when nothing has changed.
local fingerprint, delivery = ARGV[1], ARGV[2]
local known = redis.call('GET', 'tandem:configuration')
if known == fingerprint then return -1 end
redis.call('SET', 'tandem:configuration', fingerprint)
local now = clock()
local due = 0
for _, lane in ipairs(redis.call('ZRANGE', 'tandem:parked', 0, -1)) do
  if lane ~= 'brake' then  -- no lane, and no matter of the configuration
    mark(lane, now, now, delivery)
    act(delivery, lane, 'accepted', 'the configuration has changed')
    due = due + 1
  end
end
return due
