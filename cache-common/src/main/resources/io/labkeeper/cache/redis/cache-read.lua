-- KEYS: value, epoch of its family. Returns value or nil, ms until it expires, epoch; an empty one, under which nothing can be written, if
-- there is none and Redis is too full to begin one.
local epoch = redis.call('GET', KEYS[2])
if not epoch then
  -- Never one that was in use before it was lost or taken away.
  local now = redis.call('TIME')
  epoch = string.format('%.0f', now[1] * 1000000 + now[2])
  local begun = redis.pcall('SET', KEYS[2], epoch)
  if begun.err then epoch = '' end
end
return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]), epoch}
