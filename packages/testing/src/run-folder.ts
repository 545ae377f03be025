import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processCommand, processStart } from '@touchline/embedded'
import { environment } from './test-environment.ts'

const prefix = 'touchline-run-'
const serverNote = 'server.json'

/**
 * A folder for everything that one test run writes, and the folders of runs that were killed cleared away. Tests get it
 * as their TMPDIR, so a server that a killed test left running is found by its pid file.
 */
export async function makeRunFolder(): Promise<string> {
  await clearDeadRuns()
  const folder = await mkdtemp(join(tmpdir(), prefix))
  // Under root Postgres runs as another user, who has to get to its data.
  await chmod(folder, 0o711)
  await writeFile(join(folder, 'run.json'), JSON.stringify(await ownerNote(process.pid)))
  return folder
}

/** Ends servers that were started below the folder and still run, then removes it. */
export async function removeRunFolder(folder: string): Promise<void> {
  for (const pid of await leftServers(folder, 5)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has just ended by itself.
    }
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}

/** Notes a process of a test in the folder of its run, where there is one: a test that hangs is killed, and could not end it any more. */
export async function recordInRun(pid: number | undefined): Promise<void> {
  if (pid === undefined || process.env[environment.run] === undefined) return
  await writeFile(join(tmpdir(), `${pid}-${serverNote}`), JSON.stringify(await ownerNote(pid)))
}

/** Notes a server that leaves no pid file by which it could be recognised, for `removeRunFolder`. */
export async function recordServer(folder: string, pid: number | undefined): Promise<void> {
  if (pid === undefined) return
  await writeFile(join(folder, serverNote), JSON.stringify(await ownerNote(pid)))
}

async function clearDeadRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    const folder = join(tmpdir(), name)
    const found = await stat(folder).catch(() => undefined)
    if (found === undefined || found.uid !== process.getuid?.()) continue
    const content = await readFile(join(folder, 'run.json'), 'utf8').catch(() => undefined)
    // Without its file the run is just starting, or just going.
    if (content !== undefined && !(await isAlive(content))) await removeRunFolder(folder)
  }
}

async function leftServers(folder: string, depth: number): Promise<number[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const pids: number[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && depth > 0) pids.push(...(await leftServers(path, depth - 1)))
    const isNote = /^(?:\d+-)?server\.json$/.test(entry.name)
    if (entry.name !== 'postmaster.pid' && !isNote) continue
    const content = await readFile(path, 'utf8').catch(() => '')
    if (isNote ? await isAlive(content) : await isPostgresIn(folder, content)) pids.push(pidIn(content))
  }
  return pids
}

async function ownerNote(pid: number): Promise<{ pid: number; startedAt: string | undefined }> {
  return { pid, startedAt: await processStart(pid) }
}

/** A process id is given out again, so the note holds the start too. */
async function isAlive(note: string): Promise<boolean> {
  const { pid, startedAt } = readNote(note)
  return pid !== undefined && startedAt !== undefined && (await processStart(pid)) === startedAt
}

async function isPostgresIn(cluster: string, pidFile: string): Promise<boolean> {
  return (await processCommand(pidIn(pidFile)))?.includes(` -D ${cluster} `) ?? false
}

function pidIn(content: string): number {
  return Number(/\d+/.exec(content)?.[0] ?? 0)
}

/** Nothing where it was not written to its end, or is a test's own. */
function readNote(note: string): { pid?: number; startedAt?: string } {
  try {
    return JSON.parse(note)
  } catch {
    return {}
  }
}
