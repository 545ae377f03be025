import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processCommand, processStart } from './process-identity.ts'

/** Stands in the command line of every Postgres that we start, so that it can be told from any other. */
export const clusterName = 'touchline'

const fastShutdownMs = 30_000
const immediateShutdownMs = 10_000

/**
 * Stops the Postgres that a host which died by SIGKILL left running on this cluster, and only that one. The caller
 * holds the data folder, so nobody who lives is using it through us.
 *
 * @throws when somebody else's Postgres runs on this cluster
 */
export async function stopLeftBehind(clusterDir: string, onProgress: (text: string) => void): Promise<void> {
  const pidFile = join(clusterDir, 'postmaster.pid')
  const content = await readFile(pidFile, 'utf8').catch(() => undefined)
  if (content === undefined) return
  const pid = Math.abs(Number.parseInt(content, 10))
  const start = Number.isSafeInteger(pid) && pid > 0 ? await processStart(pid) : undefined
  // Nobody runs under that id: Postgres clears its file itself, and checks that no child of the old one still writes.
  if (start === undefined) return
  const command = ` ${(await processCommand(pid)) ?? ''} `
  if (!command.includes(` -D ${clusterDir} `)) {
    await forgetRecycledPid(pidFile, content)
    return
  }
  if (!command.includes(`cluster_name=${clusterName} `)) {
    throw new Error(`Another Postgres (process ${pid}) already runs on ${clusterDir}. Stop it, then start again.`)
  }
  onProgress(`Stopping Postgres process ${pid}, which an earlier run left behind`)
  process.kill(pid, 'SIGINT')
  if (await ends(pid, start, fastShutdownMs)) return
  process.kill(pid, 'SIGQUIT')
  if (await ends(pid, start, immediateShutdownMs)) return
  throw new Error(`Postgres process ${pid}, left behind by an earlier run, does not stop. End it, then start again.`)
}

/**
 * The id in the pid file belongs to some other program by now, and Postgres would refuse to start because of it. The
 * file is kept, with an id that nobody has: it also names the shared memory by which Postgres recognises children of
 * the old server that still write.
 */
async function forgetRecycledPid(pidFile: string, content: string): Promise<void> {
  let unused = 4_194_303
  while ((await processStart(unused)) !== undefined) unused -= 1
  await writeFile(pidFile, content.replace(/^-?\d+/, String(unused)))
}

async function ends(pid: number, start: string, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (Date.now() < deadline) {
    if ((await processStart(pid)) !== start) return true
    await sleep(25)
  }
  return false
}
