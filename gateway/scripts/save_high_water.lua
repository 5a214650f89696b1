-- Writes how far the catch-up poll has come with a listing.
local lane, token, listing, updated_at, seen = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

if not holds(lane, token) then return 'lost' end
redis.call('HSET', 'tandem:high_water:' .. listing, 'updated_at', updated_at, 'seen', seen)
return 'ok'
