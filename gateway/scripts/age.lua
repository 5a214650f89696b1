-- When this store was asked for the first time, and since when nothing got lost that is known of.
redis.call('SET', 'tandem:born', clock(), 'NX')
local born = tonumber(redis.call('GET', 'tandem:born'))
-- Other people's data there gives an error, a table: then nobody has noticed a loss either.
local lost = redis.pcall('HGET', 'tandem:witness', 'lost')
return { born, math.max(born, type(lost) == 'string' and tonumber(lost) or born) }
