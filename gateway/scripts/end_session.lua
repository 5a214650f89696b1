-- A login was ended before its time.
local name, kept_for = ARGV[1], ARGV[2]

redis.call('SET', 'tandem:ended_session:' .. name, '1', 'PX', kept_for)
return 'ok'
