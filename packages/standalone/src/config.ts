import { CommonConfig, type Environment, loadConfig } from '@touchline/service-kit'
import Type, { type Static } from 'typebox'

const { REDIS_URL, PORT, HOST, DRAIN_SECONDS, INTERNAL_SECRET: _, ...common } = CommonConfig.properties

/** As a browser names it: no path, and nothing that could end a header's directive. */
const ORIGIN = 'https?://[A-Za-z0-9.\\-]+(:\\d+)?'

/** The environment of standalone: everything has a default, so that one command is enough. */
export const StandaloneConfig = Type.Object({
  ...common,
  PORT: Type.Integer({ ...PORT, default: 8080 }),
  HOST: Type.String({ ...HOST, default: '127.0.0.1' }),
  // There is no other instance that clients could go to while this one drains.
  DRAIN_SECONDS: Type.Number({ ...DRAIN_SECONDS, default: 0 }),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  REDIS_URL: Type.Optional(REDIS_URL),
  CONTACT_ALLOWLIST: Type.String({ default: '' }),
  MAX_FILE_BYTES: Type.Integer({ minimum: 1, default: 10_485_760 }),
  UPLOAD_DIR: Type.Optional(Type.String({ description: 'default: uploads in the data folder' })),
  TOUCHLINE_DATA: Type.String({ default: '.touchline' }),
  DEMO: Type.Enum(['0', '1'], { default: '1' }),
  WEB_PARENT_ORIGINS: Type.String({
    default: '',
    pattern: `^(\\s*${ORIGIN}\\s*(,\\s*${ORIGIN}\\s*)*)?$`,
    description: 'comma-separated origins whose pages may embed the chat; empty: none',
  }),
})
export type StandaloneConfig = Static<typeof StandaloneConfig>

/** Reads the environment. `jwtSecret` is what the data folder holds, for where the environment names no key. */
export function loadStandaloneConfig(env: Environment, jwtSecret: () => string): StandaloneConfig {
  const hasKey = ['JWT_SECRET', 'JWT_PUBLIC_KEY', 'JWKS_URL'].some((key) => env[key] || env[`${key}_FILE`])
  return loadConfig(StandaloneConfig, hasKey ? env : { ...env, JWT_SECRET: jwtSecret() })
}

/** The data folder that the environment names. */
export function dataFolderOf(env: Environment): string {
  return env.TOUCHLINE_DATA || '.touchline'
}
