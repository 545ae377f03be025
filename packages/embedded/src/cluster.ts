import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import type { ServerAccount } from './server-account.ts'

const run = promisify(execFile)

/** The database superuser of every embedded cluster. */
export const superuser = 'postgres'

/** What Postgres needs of our environment; PGDATA, PGPORT and their like would override what we ask for. */
export const serverEnvironment = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }

/** The files of one data folder. */
export function layout(dataDir: string) {
  return { cluster: join(dataDir, 'cluster'), password: join(dataDir, 'password'), log: join(dataDir, 'postgres.log') }
}

/**
 * Creates the cluster unless it is there: UTF-8, ordered by code point on every platform, SCRAM passwords. A creation
 * that was interrupted leaves nothing that looks like a cluster.
 *
 * @returns the superuser's password
 * @throws when the cluster was made by another major version of Postgres
 */
export async function prepareCluster(
  dataDir: string,
  binaries: Binaries,
  account: ServerAccount | undefined,
  options: { durable: boolean; onProgress: (text: string) => void },
): Promise<string> {
  const { cluster, password } = layout(dataDir)
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version === undefined) {
    options.onProgress('Creating the database (only once)')
    return createCluster(dataDir, binaries, account, options.durable)
  }
  const major = binaries.version.split('.')[0]
  if (version.trim() !== major) {
    throw new Error(
      `${cluster} was made by Postgres ${version.trim()}, and this is Postgres ${major}. ` +
        'Dump it with the version that made it, or choose another folder with TOUCHLINE_DATA.',
    )
  }
  return (await readFile(password, 'utf8')).trim()
}

async function createCluster(
  dataDir: string,
  binaries: Binaries,
  account: ServerAccount | undefined,
  durable: boolean,
): Promise<string> {
  const { cluster, password } = layout(dataDir)
  const unfinished = `${cluster}.new`
  // Retried, because an initdb whose host was killed may still be writing there.
  await rm(unfinished, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  await mkdir(unfinished, { mode: 0o700 })
  const secret = randomBytes(24).toString('base64url')
  await rm(password, { force: true })
  await writeFile(password, secret, { mode: 0o600 })
  if (account !== undefined) {
    await chown(unfinished, account.uid, account.gid)
    await chown(password, account.uid, account.gid)
  }
  const args = [`--pgdata=${unfinished}`, `--username=${superuser}`, `--pwfile=${password}`, '--auth=scram-sha-256']
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  args.push('--data-checksums', '--no-instructions', ...(durable ? [] : ['--no-sync']))
  try {
    await run(binaries.initdb, args, { ...account, cwd: '/', env: serverEnvironment })
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause)
    throw new Error(`The database in ${dataDir} could not be created: ${said}`, { cause })
  }
  await rename(unfinished, cluster)
  return secret
}
