import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { freePort, type Teardown, waitFor } from '@touchline/testing'

/** A server that runs in a process of its own. */
export interface Program {
  readonly url: string
  readonly pid: number
}

/**
 * Starts a program with PORT and HOST set, and resolves when it answers at `readyPath`. It is ended in
 * the teardown, by SIGTERM, as it may have servers of its own to end.
 */
export async function startProgram(
  t: Teardown,
  source: string,
  { env, logFile, readyPath }: { env: Record<string, string>; logFile: string; readyPath: string },
): Promise<Program> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [source], {
    env: { PATH: process.env.PATH, ...env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = createWriteStream(logFile, { flags: 'a' })
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  const alive = () => child.exitCode === null && child.signalCode === null
  t.teardown(async () => {
    if (!alive()) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  })
  const answers = async () => !alive() || (await fetch(url + readyPath)).ok
  await waitFor(`${source} to answer; its log is ${logFile}`, answers, { timeoutMs: 120_000, everyMs: 50 })
  if (!alive() || child.pid === undefined) throw new Error(`${source} has ended; its log is ${logFile}`)
  return { url, pid: child.pid }
}
