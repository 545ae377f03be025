-- Publishes messages in their order, for one command instead of one each. Where one cannot be published the others are, as when each had
-- a command of its own.
-- ARGV[2n-1] channel of the n-th message
-- ARGV[2n]   payload of the n-th message
-- Returns the first error, if there is one.
local failed = false
for n = 1, #ARGV, 2 do
  local reply = redis.pcall('PUBLISH', ARGV[n], ARGV[n + 1])
  if type(reply) == 'table' and reply.err and not failed then
    failed = reply
  end
end
return failed
