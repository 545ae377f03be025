import { readFileSync } from 'node:fs'
import Type, { type Static, type TObject, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/** A wrong configuration. Its message names every wrong variable and never a value. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

const Port = Type.Integer({ minimum: 0, maximum: 65_535 })

/** The variables that every service reads. Lists are comma-separated. */
export const CommonConfig = Type.Object({
  PORT: Type.Integer({ ...Port, default: 3000 }),
  HOST: Type.String({ default: '0.0.0.0' }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { default: 'info' }),
  DRAIN_SECONDS: Type.Number({ minimum: 0, maximum: 3_600, default: 20, description: 'seconds' }),
  JWT_SECRET: Type.Optional(Type.String({ description: 'HS256; at least 32 bytes' })),
  JWT_SECRET_OLD: Type.Optional(Type.String({ description: 'accepted too, while JWT_SECRET is being replaced' })),
  JWT_PUBLIC_KEY: Type.Optional(Type.String({ description: 'PEM; RSA, P-256 or Ed25519' })),
  JWKS_URL: Type.Optional(Type.String({ format: 'url' })),
  JWT_AUDIENCE: Type.String({ minLength: 1, default: 'touchline' }),
  INTERNAL_SECRET: Type.String({ minLength: 16, description: 'shared by the services; at least 16 characters' }),
  ALLOWED_ORIGINS: Type.String({ default: '', description: 'comma-separated; empty: the same origin only' }),
  RATE_LIMIT_SENDS_PER_SECOND: Type.Number({ minimum: 0, default: 10, description: 'a person; 0 = off' }),
  REDIS_URL: Type.String({ pattern: '^rediss?://' }),
})
export type CommonConfig = Static<typeof CommonConfig>

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the variables that `schema` names. A variable that is empty counts as unset; `NAME_FILE` names a file that holds
 * the value of `NAME` (container secrets). Throws a `ConfigError` that lists every fault at once.
 */
export function loadConfig<Schema extends TObject>(schema: Schema, env: Environment): Static<Schema> {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [key, property] of Object.entries<TSchema>(schema.properties)) {
    const text = readVariable(key, env, problems)
    if (text !== undefined) values[key] = isNumeric(property) ? toNumber(text) : text
    else if ('default' in property) values[key] = property.default
  }
  const compiled = Compile(schema)
  if (!compiled.Check(values)) {
    for (const fault of compiled.Errors(values)) problems.push(...describe(fault))
  }
  problems.push(...keyProblems(values))
  if (problems.length > 0) throw new ConfigError([...new Set(problems)])
  return compiled.Parse(values)
}

function readVariable(key: string, env: Environment, problems: string[]): string | undefined {
  const file = env[`${key}_FILE`]
  if (!file) return env[key] || undefined
  try {
    return readFileSync(file, 'utf8').trimEnd()
  } catch {
    problems.push(`${key}_FILE names a file that cannot be read`)
    return undefined
  }
}

function isNumeric(schema: TSchema): boolean {
  return 'type' in schema && (schema.type === 'integer' || schema.type === 'number')
}

function toNumber(text: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

interface Fault {
  keyword: string
  instancePath: string
  message: string
  params: object
}

function describe(fault: Fault): string[] {
  if (fault.keyword === 'required' && 'requiredProperties' in fault.params) {
    const missing = fault.params.requiredProperties
    return Array.isArray(missing) ? missing.map((key) => `${key} is required`) : []
  }
  return [`${fault.instancePath.slice(1)} ${fault.message}`]
}

/** What must hold between the key variables, and what a schema cannot say of them. */
function keyProblems(values: Record<string, unknown>): string[] {
  const problems: string[] = []
  const { JWT_SECRET: secret } = values
  for (const key of ['JWT_SECRET', 'JWT_SECRET_OLD']) {
    const value = values[key]
    if (typeof value === 'string' && Buffer.byteLength(value) < 32) problems.push(`${key} must have at least 32 bytes`)
  }
  if (values.JWT_SECRET_OLD !== undefined && secret === undefined)
    problems.push('JWT_SECRET_OLD goes with JWT_SECRET only')
  problems.push(...originProblems(values.ALLOWED_ORIGINS))
  const keys = ['JWT_SECRET', 'JWT_PUBLIC_KEY', 'JWKS_URL'].filter((key) => values[key] !== undefined)
  if (keys.length !== 1) problems.push('exactly one of JWT_SECRET, JWT_PUBLIC_KEY and JWKS_URL must be set')
  return problems
}

/** A browser compares origins letter by letter: what is written otherwise than it sends them would never match. */
function originProblems(origins: unknown): string[] {
  const entries = typeof origins === 'string' ? listOf(origins) : []
  const isOrigin = (entry: string) => URL.canParse(entry) && new URL(entry).origin === entry
  return entries.every(isOrigin)
    ? []
    : [
        'ALLOWED_ORIGINS must hold origins as https://app.example: scheme, host in lower case, port if any, and no path or slash',
      ]
}

/** The entries of a comma-separated variable, trimmed, empty ones left out. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}
