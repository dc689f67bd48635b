-- KEYS: epoch of a family, values of it. Returns how many values were held.
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('INCR', KEYS[1])
else
  local now = redis.call('TIME')
  redis.call('SET', KEYS[1], string.format('%.0f', now[1] * 1000000 + now[2]))
end
local held = 0
for i = 2, #KEYS do held = held + redis.call('UNLINK', KEYS[i]) end
return held
