import { startRedis } from '@touchline/testing'
import { Redis } from 'ioredis'
import t from 'tap'
import { createEngine } from '../../src/engine/index.ts'
import { engineContract } from './engine-contract.ts'

// A Redis of this file's own: channels and keys have their real names. Tests run one after the other, on empty data.
const { url } = await startRedis(t)
const redis = new Redis(url)
t.teardown(() => redis.disconnect())
t.beforeEach(() => redis.flushall())

engineContract(t, (options) => ({
  one: createEngine({ ...options, redisUrl: url }),
  other: createEngine({ ...options, redisUrl: url }),
}))
