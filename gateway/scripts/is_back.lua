-- A link that the brake holds is whole again.
local lane, token, issue = ARGV[1], ARGV[2], ARGV[3]

if not holds(lane, token) then return 'lost' end
let_go_of(issue)
return 'ok'
