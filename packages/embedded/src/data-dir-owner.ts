import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { processStart } from './process-identity.ts'

type Owner = { pid: number; startedAt: string }

/**
 * Claims the data folder for this process until the returned function is called. The claim of a process that has died
 * counts for nothing.
 *
 * @throws when a process that still runs holds it, this one included
 */
export async function claimDataDir(dataDir: string): Promise<() => Promise<void>> {
  const file = join(dataDir, 'owner.json')
  const mine = `${file}.${process.pid}.${Date.now()}`
  const startedAt = await processStart(process.pid)
  await writeFile(mine, JSON.stringify({ pid: process.pid, startedAt }), { mode: 0o644 })
  try {
    for (;;) {
      // A link appears with its content or not at all, so nobody reads half a claim.
      const claimed = await link(mine, file).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error
          return false
        },
      )
      if (claimed) return () => rm(file, { force: true })
      await clearStaleClaim(dataDir, file, mine)
    }
  } finally {
    await rm(mine, { force: true })
  }
}

async function clearStaleClaim(dataDir: string, file: string, mine: string): Promise<void> {
  await refuseIfAlive(dataDir, await readOwner(file))
  // Two processes may find the same stale claim. Whoever moves it looks again at what it moved: if the other one has
  // claimed in between, its claim goes back.
  const moved = `${mine}.stale`
  try {
    await rename(file, moved)
    const owner = await readOwner(moved)
    if (owner !== undefined && (await isAlive(owner))) await link(moved, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EEXIST')))
      throw error
  } finally {
    await rm(moved, { force: true })
  }
}

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    const found: Partial<Owner> = JSON.parse(await readFile(file, 'utf8'))
    return typeof found.pid === 'number' && typeof found.startedAt === 'string'
      ? { pid: found.pid, startedAt: found.startedAt }
      : undefined
  } catch {
    return undefined
  }
}

async function isAlive(owner: Owner): Promise<boolean> {
  return (await processStart(owner.pid)) === owner.startedAt
}

async function refuseIfAlive(dataDir: string, owner: Owner | undefined): Promise<void> {
  if (owner === undefined || !(await isAlive(owner))) return
  throw new Error(
    `Process ${owner.pid} already uses the data folder ${dataDir}. ` +
      'Stop that process first, or choose another folder with TOUCHLINE_DATA.',
  )
}
