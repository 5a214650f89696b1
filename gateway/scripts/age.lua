-- When this store was asked for the first time, and since when nothing got lost that is known of.
-- Neither is ahead of the present: a clock that was fast then has been put right.
local now = clock()
redis.call('SET', 'tandem:born', now, 'NX')
local born = tonumber(redis.call('GET', 'tandem:born'))
if born > now then
  born = now
  redis.call('SET', 'tandem:born', now)
end
-- Other people's data there gives an error, a table: then nobody has noticed a loss either.
local lost = redis.pcall('HGET', 'tandem:witness', 'lost')
local known_since = redis.call('EXISTS', 'tandem:born_first') == 1 and 0 or born
lost = type(lost) == 'string' and tonumber(lost) or known_since
if lost > now then
  lost = now
  redis.call('HSET', 'tandem:witness', 'lost', now)
end
return { born, math.max(known_since, lost) }
