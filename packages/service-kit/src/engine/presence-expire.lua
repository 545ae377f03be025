-- Forgets connections that were not refreshed in time, and tells whose last one was among them.
-- KEYS[1] sorted set of people, by the time at which their last connection expires
-- ARGV[1] what the key of a person's connections begins with, of the same hash slot as KEYS[1]; which people have expired
--         is known here only, so these keys cannot be named beforehand
-- ARGV[2] the most people of one call
-- Returns the people who have gone offline by this call. Times are of Redis's own clock, in milliseconds.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])
for _, person in ipairs(gone) do
  redis.call('ZREM', KEYS[1], person)
  redis.call('DEL', ARGV[1] .. person)
end
return gone
