-- Why the brake is on, an empty text while it is off; and 1 when it holds this link.
local issue = ARGV[1]

if not redis.call('ZSCORE', 'tandem:parked', 'brake') then return { '', 0 } end
return {
  redis.call('HGET', lane_hash('brake'), 'reason') or 'many links vanished at once',
  redis.call('ZSCORE', 'tandem:brake_holds', issue) and 1 or 0,
}
