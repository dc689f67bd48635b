-- KEYS: epoch of a family, values of it. Returns how many values were held.
local before = tonumber(redis.call('GET', KEYS[1]))
local held = 0
for i = 2, #KEYS do held = held + redis.call('UNLINK', KEYS[i]) end
-- A Redis that is full refuses SET and INCR, but never UNLINK: so the epoch goes first, and what can be refused is not needed. While there
-- is none nothing is written, and the next read begins one with the time.
redis.call('UNLINK', KEYS[1])
local now = redis.call('TIME')
redis.pcall('SET', KEYS[1], string.format('%.0f', before and before + 1 or now[1] * 1000000 + now[2]))
return held
