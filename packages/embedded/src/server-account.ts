import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The user that Postgres runs as when we are root, which it refuses to run as. */
export type ServerAccount = { uid: number; gid: number }

/**
 * Under root, the account for Postgres: the owner of the cluster that is there already, else the user `postgres`, made
 * if there is none. Otherwise undefined: Postgres runs as whoever we are.
 */
export async function serverAccount(clusterDir: string): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const existing = await stat(clusterDir).catch(() => undefined)
  if (existing !== undefined && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid }
  const found = await lookUp('postgres')
  if (found !== undefined) return found
  await create('postgres')
  const created = (await lookUp('postgres')) ?? (await lookUp('nobody'))
  if (created !== undefined) return created
  throw new Error(
    'Postgres does not run as root, and no unprivileged user could be made for it. ' +
      'Create one (useradd --system postgres), run as a normal user, or set DATABASE_URL.',
  )
}

async function lookUp(name: string): Promise<ServerAccount | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    const account = { uid: Number(uid.stdout), gid: Number(gid.stdout) }
    return account.uid > 0 ? account : undefined
  } catch {
    return undefined
  }
}

async function create(name: string): Promise<void> {
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name])
  } catch {
    // BusyBox, as in Alpine. When that is missing too, the caller falls back on a user that exists.
    await run('adduser', ['-S', '-D', '-H', name]).catch(() => undefined)
  }
}
