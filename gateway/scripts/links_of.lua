-- Some of a repository's links that still have tickets, from a cursor of SCAN on; the next cursor, 0
-- at the end. Ended links are tombstones, which expire. One may come twice.
local cursor, repository = ARGV[1], ARGV[2]
local found = redis.call('SCAN', cursor, 'MATCH', 'tandem:place:' .. repository .. ':*', 'COUNT', 1000)
local issues = {}
for _, key in ipairs(found[2]) do
  local issue = redis.call('GET', key)
  if issue and redis.call('TTL', 'tandem:link:' .. issue) == -1 then table.insert(issues, issue) end
end
return { found[1], issues }
