-- Brings a cluster's inventory in Redis to a newer revision, head, rows and message in one step.
-- KEYS: head, vms
-- ARGV: fence, generation, revision, previous ("" = replace all rows), count of rows afterwards, channel, message,
--       number of description values, description (field, value)…, number of upserts, (vmid, record)…, removed vmids…
-- Answers: applied, fenced (an older lease holder), old (nothing newer), gap (rows between are missing: replace instead)
local fence, generation, revision, previous = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local head = redis.call('HMGET', KEYS[1], 'generation', 'revision', 'fence', 'count')
local headGeneration, headRevision, headFence = tonumber(head[1] or '-1'), tonumber(head[2] or '-1'), tonumber(head[3] or '-1')
if fence < headFence then return 'fenced' end
local older = generation < headGeneration or (generation == headGeneration and revision < headRevision)
local same = generation == headGeneration and revision == headRevision
if older or (same and previous ~= '') then return 'old' end
if previous == '' then
  redis.call('DEL', KEYS[2])
elseif generation ~= headGeneration or tonumber(previous) ~= headRevision
    or redis.call('HLEN', KEYS[2]) ~= tonumber(head[4] or '-1') then
  return 'gap'
end
local at = 8
local firstDescribed = at + 1
local lastDescribed = at + tonumber(ARGV[at])
at = lastDescribed + 1
local upserts = tonumber(ARGV[at])
local last = at + upserts * 2
-- unpack has a bounded stack, so rows go in steps of 500
for from = at + 1, last, 1000 do
  redis.call('HSET', KEYS[2], unpack(ARGV, from, math.min(from + 999, last)))
end
for from = last + 1, #ARGV, 500 do
  redis.call('HDEL', KEYS[2], unpack(ARGV, from, math.min(from + 499, #ARGV)))
end
-- the head last: should the script end before, the count tells
redis.call('HSET', KEYS[1], 'fence', ARGV[1], 'generation', ARGV[2], 'revision', ARGV[3], 'count', ARGV[5],
  unpack(ARGV, firstDescribed, lastDescribed))
if ARGV[7] ~= '' then redis.call('PUBLISH', ARGV[6], ARGV[7]) end
return 'applied'
