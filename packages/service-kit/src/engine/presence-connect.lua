-- Keeps connections, and tells which people have come online by it.
-- KEYS[1]    sorted set of people, by the time at which their last connection expires
-- KEYS[1+n]  sorted set of the n-th connection's person: connections, by the time at which they expire
-- ARGV[1]    lifetime of a connection in milliseconds
-- ARGV[2n]   person of the n-th connection
-- ARGV[2n+1] the n-th connection
-- Returns the people who had no connection before, each once. Times are of Redis's own clock, in milliseconds.
local time = redis.call('TIME')
local expiry = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local come = {}
for n = 1, #KEYS - 1 do
  local person, connection = ARGV[2 * n], ARGV[2 * n + 1]
  if redis.call('EXISTS', KEYS[1 + n]) == 0 then
    come[#come + 1] = person
  end
  redis.call('ZADD', KEYS[1 + n], expiry, connection)
  redis.call('ZADD', KEYS[1], expiry, person)
end
return come
