import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempDir } from '@touchline/testing'
import t from 'tap'
import { CommonConfig, ConfigError, listOf, loadConfig } from '../src/index.ts'

const good = {
  JWT_SECRET: 'a secret for tests only, at least thirty-two bytes',
  INTERNAL_SECRET: 'sixteen characters',
  REDIS_URL: 'redis://127.0.0.1:6379',
}

function faultsOf(env: Record<string, string>): string {
  try {
    loadConfig(CommonConfig, env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return 'none'
}

t.test('defaults, numbers and what is empty', async (t) => {
  t.match(loadConfig(CommonConfig, good), {
    PORT: 3000,
    HOST: '0.0.0.0',
    LOG_LEVEL: 'info',
    DRAIN_SECONDS: 20,
    JWT_AUDIENCE: 'touchline',
    RATE_LIMIT_SENDS_PER_SECOND: 10,
  })
  const given = { ...good, PORT: '8080', DRAIN_SECONDS: '0.5', RATE_LIMIT_SENDS_PER_SECOND: '0', HOST: '', OTHER: 'x' }
  const config = loadConfig(CommonConfig, given)
  t.match(config, { PORT: 8080, DRAIN_SECONDS: 0.5, RATE_LIMIT_SENDS_PER_SECOND: 0, HOST: '0.0.0.0' })
  t.notOk('OTHER' in config)
  t.same(listOf(' https://a.example, ,https://b.example,'), ['https://a.example', 'https://b.example'])
})

t.test('an error names every wrong key and never a value', async (t) => {
  const bad = {
    PORT: 'hunter2',
    DRAIN_SECONDS: '-1',
    LOG_LEVEL: 'hunter2',
    REDIS_URL: 'hunter2://host',
    INTERNAL_SECRET: 'hunter2',
    JWT_SECRET: 'hunter2',
    JWT_PUBLIC_KEY: 'hunter2',
  }
  const message = faultsOf(bad)
  for (const key of Object.keys(bad)) t.match(message, key)
  t.notMatch(message, 'hunter2')
  t.match(faultsOf({}), /INTERNAL_SECRET is required[\s\S]*REDIS_URL is required[\s\S]*exactly one of/)
  for (const port of ['-1', '65536', '1.5', '0x10', ' 80', '1e3'])
    t.match(faultsOf({ ...good, PORT: port }), 'PORT', port)
})

t.test('exactly one key', async (t) => {
  const { JWT_SECRET: secret, ...rest } = good
  t.match(faultsOf(rest), 'exactly one of JWT_SECRET, JWT_PUBLIC_KEY and JWKS_URL')
  t.match(faultsOf({ ...good, JWKS_URL: 'https://id.example/jwks.json' }), 'exactly one of')
  t.equal(faultsOf({ ...rest, JWKS_URL: 'https://id.example/jwks.json' }), 'none')
  t.match(faultsOf({ ...rest, JWT_SECRET: 'é'.repeat(15) }), 'JWT_SECRET must have at least 32 bytes')
  t.equal(faultsOf({ ...rest, JWT_SECRET: 'é'.repeat(16) }), 'none', 'bytes, not characters')
  t.ok(secret.length > 32)
})

t.test('a value in a file', async (t) => {
  const folder = await tempDir(t)
  const path = join(folder, 'secret')
  writeFileSync(path, `${good.JWT_SECRET}\n`)
  const { JWT_SECRET: _, ...rest } = good
  t.equal(loadConfig(CommonConfig, { ...rest, JWT_SECRET_FILE: path }).JWT_SECRET, good.JWT_SECRET)
  t.match(faultsOf({ ...rest, JWT_SECRET_FILE: join(folder, 'missing') }), 'JWT_SECRET_FILE names a file')
})

t.test('what could never match is refused', async (t) => {
  const origins = (ALLOWED_ORIGINS: string) => faultsOf({ ...good, ALLOWED_ORIGINS })
  t.equal(origins('https://app.example, http://localhost:5173'), 'none')
  for (const wrong of [
    'https://app.example/',
    'app.example',
    'https://App.example',
    'https://a.example:443',
    '*',
    'null',
  ]) {
    t.match(origins(`https://app.example,${wrong}`), 'ALLOWED_ORIGINS must hold origins', wrong)
  }
  t.match(faultsOf({ ...good, JWT_SECRET_OLD: 'short' }), 'JWT_SECRET_OLD must have at least 32 bytes')
})
