-- Drops a cluster that was taken out of the inventory. KEYS: head, vms, metrics. ARGV: fence
-- Answers: applied, fenced (an older lease holder)
local fence = redis.call('HGET', KEYS[1], 'fence')
if tonumber(ARGV[1]) < tonumber(fence or '-1') then return 'fenced' end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
return 'applied'
