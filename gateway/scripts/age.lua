-- When this store was asked for the first time, and since when nothing got lost that is known of.
redis.call('SET', 'tandem:born', clock(), 'NX')
local born = tonumber(redis.call('GET', 'tandem:born'))
local lost = tonumber(redis.call('HGET', 'tandem:witness', 'lost') or '') or born
return { born, math.max(born, lost) }
