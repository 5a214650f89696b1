-- Begins a rebuild, unless one is going on, and makes its lane due now. Arguments: the lane, the
-- delivery, how far a new one has come. Gives how far the one has come that goes on now.
local lane, delivery, new = ARGV[1], ARGV[2], ARGV[3]
local now = clock()
-- One that goes on has come somewhere: otherwise the sign that it does is not ours.
local going_on = redis.call('EXISTS', 'tandem:rebuild:going_on') == 1
if not going_on or type(redis.pcall('GET', 'tandem:rebuild')) ~= 'string' then
  redis.call('DEL', 'tandem:rebuild:tickets', 'tandem:rebuild:found')
  redis.call('SET', 'tandem:rebuild:going_on', delivery)
  redis.call('SET', 'tandem:rebuild', new)
end
mark(lane, now, now, delivery)
act(delivery, lane, 'accepted', 'rebuild')
return redis.call('GET', 'tandem:rebuild')
