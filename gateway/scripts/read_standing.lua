-- The lane that a key is worked on in, how that work stands, and why.
local lane = resolve(ARGV[1])
local state, reason = standing(lane, clock())
return { lane, state, reason }
