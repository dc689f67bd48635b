-- KEYS: value, epoch of its family. Returns value or nil, ms until it expires, epoch.
local epoch = redis.call('GET', KEYS[2])
if not epoch then
  -- Never one that was in use before Redis forgot it.
  local now = redis.call('TIME')
  epoch = string.format('%.0f', now[1] * 1000000 + now[2])
  redis.call('SET', KEYS[2], epoch)
end
return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]), epoch}
