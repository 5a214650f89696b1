-- Makes lanes due that nobody has hinted at. One that is leased, or due earlier, is left alone.
local due = clock() + tonumber(ARGV[1])
for i = 2, #ARGV do
  if not redis.call('ZSCORE', 'tandem:leases', ARGV[i]) then
    redis.call('ZADD', 'tandem:due', 'LT', due, ARGV[i])
  end
end
return 'ok'
