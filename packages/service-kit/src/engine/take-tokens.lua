-- Takes tokens from a bucket that refills steadily.
-- KEYS[1] hash of the bucket: `tokens`, and `at`, the time to which they were counted
-- ARGV[1] tokens that flow in each second
-- ARGV[2] tokens that fit
-- ARGV[3] tokens wanted, at most as many as fit
-- Returns 0 when they were taken, else the milliseconds until they can be had. Times are of Redis's own clock, in ms.
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local rate, capacity, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = capacity
if bucket[1] then
  tokens = math.min(capacity, bucket[1] + math.max(0, now - bucket[2]) / 1000 * rate)
end
if tokens < wanted then
  return math.ceil((wanted - tokens) / rate * 1000)
end
-- Written with all digits: as a number, Lua would shorten the time to seconds.
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens - wanted), 'at', string.format('%.3f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(capacity / rate * 1000) + 1000)
return 0
