-- Writes what was told, if the turn to tell is still the caller's: 'ok' or 'lost'. Arguments: the
-- caller, then causes with their states; an empty state forgets one.
if redis.call('GET', 'tandem:writer:alerts') ~= ARGV[1] then return 'lost' end
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', 'tandem:alerts', ARGV[i])
  else
    redis.call('HSET', 'tandem:alerts', ARGV[i], ARGV[i + 1])
  end
end
return 'ok'
