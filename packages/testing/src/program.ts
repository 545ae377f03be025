import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cachedProgram, fetchProgram, type PackagedProgram, type Program } from './program-from-apt.ts'

const run = promisify(execFile)

/** A server that the tests need and npm does not have. */
export type WantedProgram = PackagedProgram & {
  /** What it is called in messages. */
  label: string
  /** Names to look for in PATH; any of them will do. */
  names: readonly string[]
  /** The argument with which it says its version and ends. */
  versionFlag: string
  /** How to get it, for the message when there is none. */
  advice: string
}

const found = new Map<string, Promise<Program>>()

/**
 * A program that runs here: from PATH, else one fetched through apt into the checkout's cache, which leaves the system as
 * it is.
 *
 * @throws with what to install when there is none
 */
export function findProgram(wanted: WantedProgram, onProgress: (text: string) => void = () => {}): Promise<Program> {
  const known = found.get(wanted.label) ?? search(wanted, onProgress)
  found.set(wanted.label, known)
  return known
}

async function search(wanted: WantedProgram, onProgress: (text: string) => void): Promise<Program> {
  const works = ({ path, env }: Program) =>
    run(path, [wanted.versionFlag], { env: { ...process.env, ...env } }).then(
      () => true,
      () => false,
    )
  for (const name of wanted.names) {
    const path = await fromPath(name)
    if (path !== undefined && (await works({ path, env: {} }))) return { path, env: {} }
  }
  const cached = await cachedProgram(wanted)
  if (cached !== undefined && (await works(cached))) return cached
  try {
    onProgress(`Fetching ${wanted.label} through apt, for the tests only`)
    const fetched = await fetchProgram(wanted)
    if (!(await works(fetched))) throw new Error(`${fetched.path} does not run on this machine`)
    return fetched
  } catch (cause) {
    throw new Error(
      `The tests need ${wanted.label}, and none was found: ${wanted.advice}. ` +
        `Fetching one through apt did not work: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    )
  }
}

async function fromPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name)
    if (
      folder !== '' &&
      (await access(path, constants.X_OK).then(
        () => true,
        () => false,
      ))
    )
      return path
  }
  return undefined
}
