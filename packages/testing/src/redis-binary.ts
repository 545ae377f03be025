import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { cachedRedis, fetchRedis, type RedisBinary } from './redis-from-apt.ts'

const run = promisify(execFile)

let found: Promise<RedisBinary> | undefined

/**
 * A Redis server that runs here: `redis-server` or `valkey-server` from PATH, else one fetched through apt into the
 * checkout's cache, which leaves the system as it is.
 *
 * @throws with what to install when there is none
 */
export function findRedis(onProgress: (text: string) => void = () => {}): Promise<RedisBinary> {
  found ??= search(onProgress)
  return found
}

async function search(onProgress: (text: string) => void): Promise<RedisBinary> {
  for (const name of ['redis-server', 'valkey-server']) {
    const path = await fromPath(name)
    if (path !== undefined && (await works({ path, env: {} }))) return { path, env: {} }
  }
  const cached = await cachedRedis()
  if (cached !== undefined && (await works(cached))) return cached
  try {
    onProgress('Fetching a Redis server through apt, for the tests only')
    const fetched = await fetchRedis()
    if (!(await works(fetched))) throw new Error(`${fetched.path} does not run on this machine`)
    return fetched
  } catch (cause) {
    throw new Error(
      'The tests need a Redis server, and none was found: install one (Debian, Ubuntu: apt-get install redis-server; ' +
        'macOS: brew install redis), or set REDIS_URL to one that is running. ' +
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

async function works(binary: RedisBinary): Promise<boolean> {
  return run(binary.path, ['--version'], { env: { ...process.env, ...binary.env } }).then(
    () => true,
    () => false,
  )
}
