-- What is remembered of these links but for their copies, and how the work on each stands: {issue,
-- fields and their texts in turn, standing, reason}. Issues without a link are left out.
local now = clock()
local links = {}
for _, issue in ipairs(ARGV) do
  local stored = redis.call('HGETALL', 'tandem:link:' .. issue)
  local fields = {}
  for i = 1, #stored, 2 do
    if string.sub(stored[i], 1, 5) ~= 'copy:' then
      table.insert(fields, stored[i])
      table.insert(fields, stored[i + 1])
    end
  end
  if #fields > 0 then
    local state, reason = standing('issue:' .. issue, now)
    table.insert(links, { issue, fields, state, reason })
  end
end
return links
