-- When this store was asked for the first time.
redis.call('SET', 'tandem:born', clock(), 'NX')
return tonumber(redis.call('GET', 'tandem:born'))
