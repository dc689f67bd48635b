-- KEYS: value, epoch of its family. ARGV: epoch before the value was loaded, value, ms to live. Returns 1 if it is held now.
if ARGV[1] == '' or redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
