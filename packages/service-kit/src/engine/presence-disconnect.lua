-- Forgets a connection, and tells whether it was the person's last.
-- KEYS[1] sorted set of people, by the time at which their last connection expires
-- KEYS[2] sorted set of the person's connections, by the time at which they expire
-- ARGV[1] person
-- ARGV[2] connection
-- Returns 1 when the person has gone offline by this call, else 0. Times are of Redis's own clock, in milliseconds.
if redis.call('EXISTS', KEYS[2]) == 0 then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
local latest = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')
if #latest == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return 1
end
redis.call('ZADD', KEYS[1], latest[2], ARGV[1])
return 0
