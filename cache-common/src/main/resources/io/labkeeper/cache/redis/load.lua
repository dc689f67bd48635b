-- Head, rows and metrics of one moment. KEYS: head, vms, metrics. ARGV: vmids wanted; none = all
local rows
if #ARGV == 0 then
  rows = redis.call('HGETALL', KEYS[2])
else
  rows = {}
  for i = 1, #ARGV do
    local row = redis.call('HGET', KEYS[2], ARGV[i])
    if row then
      rows[#rows + 1] = ARGV[i]
      rows[#rows + 1] = row
    end
  end
end
return {redis.call('HGETALL', KEYS[1]), rows, redis.call('GET', KEYS[3]) or '', redis.call('HLEN', KEYS[2])}
