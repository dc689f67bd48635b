-- Writes what moves without a revision: the description of the reading, and metrics if there are new ones.
-- KEYS: head, metrics
-- ARGV: fence, generation, revision, metrics_seq, metrics ("" = none), channel, message ("" = none), description (field, value)…
-- Answers: applied, fenced, gap (the head is not at that revision: replace instead)
local head = redis.call('HMGET', KEYS[1], 'generation', 'revision', 'fence')
if tonumber(ARGV[1]) < tonumber(head[3] or '-1') then return 'fenced' end
if head[1] ~= ARGV[2] or head[2] ~= ARGV[3] then return 'gap' end
redis.call('HSET', KEYS[1], 'fence', ARGV[1], unpack(ARGV, 8))
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], 'metrics_seq', ARGV[4])
  redis.call('SET', KEYS[2], ARGV[5])
end
if ARGV[7] ~= '' then redis.call('PUBLISH', ARGV[6], ARGV[7]) end
return 'applied'
