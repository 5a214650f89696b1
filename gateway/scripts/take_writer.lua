-- Makes the caller the writer for a service, or lets it stay so: 1; 0 while another is.
local key, owner, duration = 'tandem:writer:' .. ARGV[1], ARGV[2], ARGV[3]

local current = redis.call('GET', key)
if current and current ~= owner then return 0 end
redis.call('SET', key, owner, 'PX', duration)
return 1
