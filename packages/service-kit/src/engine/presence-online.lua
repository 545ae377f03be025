-- Tells which of these people are online.
-- KEYS[1] sorted set of people, by the time at which their last connection expires
-- ARGV    people
-- Returns those with a connection that has not expired. Times are of Redis's own clock, in milliseconds.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local online = {}
for _, person in ipairs(ARGV) do
  local expiry = redis.call('ZSCORE', KEYS[1], person)
  if expiry and tonumber(expiry) > now then
    online[#online + 1] = person
  end
end
return online
