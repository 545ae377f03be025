-- Publishes messages in their order, for one command instead of one each.
-- ARGV[2n-1] channel of the n-th message
-- ARGV[2n]   payload of the n-th message
for n = 1, #ARGV, 2 do
  redis.call('PUBLISH', ARGV[n], ARGV[n + 1])
end
