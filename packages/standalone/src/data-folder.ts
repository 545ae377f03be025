import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A secret of this installation. */
type SecretName = 'jwt-secret' | 'link-secret'

/**
 * Reads a secret of the data folder; the first time it is made: 32 random bytes, in a file that only its owner reads. Two
 * processes that make it at once end up with the same one.
 */
export function keepSecret(dataFolder: string, name: SecretName): string {
  mkdirSync(dataFolder, { recursive: true })
  const file = join(dataFolder, name)
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFileSync(file, 'utf8').trim()
}
