-- KEYS: values. Returns for each the ms until it expires, below 0 if it is not there.
local left = {}
for i = 1, #KEYS do left[i] = redis.call('PTTL', KEYS[i]) end
return left
