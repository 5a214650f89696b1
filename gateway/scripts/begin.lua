-- The store's first moment, if it is that. Arguments: '1' when nobody can have made anything with our
-- markers before: their key is as new as the store.
local is_first = ARGV[1]

if redis.call('SET', 'tandem:born', clock(), 'NX') and is_first == '1' then
  redis.call('SET', 'tandem:born_first', '1')
end
return 'ok'
