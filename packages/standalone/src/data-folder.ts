import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A secret of this installation. */
type SecretName = 'jwt-secret' | 'link-secret'

const demoFile = 'demo-academy'

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

/** Writes down that the demo academy was made, and by which conversation its database can be known again. */
export function rememberDemo(dataFolder: string, conversationId: string): void {
  mkdirSync(dataFolder, { recursive: true })
  writeFileSync(join(dataFolder, demoFile), conversationId)
}

/** The conversation by which the demo academy's database can be known; undefined where none was made. */
export function rememberedDemo(dataFolder: string): string | undefined {
  try {
    return readFileSync(join(dataFolder, demoFile), 'utf8').trim()
  } catch {
    return undefined
  }
}
