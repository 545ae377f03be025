import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { killWithHost } from './kill-with-host.ts'
import { repositoryRoot } from './repository-root.ts'
import type { Teardown } from './teardown.ts'
import { waitFor } from './wait-for.ts'

export type ServiceName = 'conversation' | 'realtime' | 'upload'

export type ServiceProcessOptions = {
  /** Its whole environment but for PATH; `PORT` and `HOST` are set here. */
  env: Readonly<Record<string, string>>
  /** The loopback address it listens on, default 127.0.0.1. */
  host?: string
  port: number
  /** What it logs goes to the end of this file. */
  logFile: string
  /** How long it may take to be ready, in milliseconds, default 60,000. */
  readyWithinMs?: number
}

/** A service that runs in a process of its own, as in a container, and that a test may stop, kill, freeze and start again. */
export type ServiceProcess = {
  name: ServiceName
  host: string
  port: number
  /** Base URL. */
  url: string
  /** Its process id while it runs. */
  pid(): number | undefined
  /** Starts it again on its port; resolves when `/ready` says 200. */
  start(): Promise<void>
  /** SIGTERM, the drain and the end; resolves with its exit code. */
  stop(): Promise<number | null>
  /** SIGKILL; resolves when it has ended. */
  kill(): Promise<void>
  /** SIGSTOP: it answers nothing and closes nothing, like a host that hangs. */
  freeze(): void
  /** SIGCONT. */
  thaw(): void
}

/** Starts a service and resolves when it is ready; it is killed in the teardown. */
export async function startServiceProcess(
  t: Teardown,
  name: ServiceName,
  { env, host = '127.0.0.1', port, logFile, readyWithinMs = 60_000 }: ServiceProcessOptions,
): Promise<ServiceProcess> {
  const url = `http://${host}:${port}`
  let child: ChildProcess | undefined
  const alive = () => child !== undefined && child.exitCode === null && child.signalCode === null

  const launch = () => {
    const started = spawn(process.execPath, [join(repositoryRoot, 'services', name, 'src', 'server.ts')], {
      env: { PATH: process.env.PATH, ...env, PORT: String(port), HOST: host },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const log = createWriteStream(logFile, { flags: 'a' })
    started.stdout.pipe(log, { end: false })
    started.stderr.pipe(log, { end: false })
    started.once('close', () => log.end())
    killWithHost(started)
    child = started
  }
  const endBy = async (...signals: NodeJS.Signals[]): Promise<number | null> => {
    const running = child
    if (running === undefined) return null
    if (alive()) {
      const ended = once(running, 'exit')
      for (const signal of signals) running.kill(signal)
      await ended
    }
    return running.exitCode
  }
  const start = async () => {
    if (alive()) throw new Error(`${name} on port ${port} runs already`)
    launch()
    const ready = async () => {
      if (!alive()) return true
      const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(5_000) })
      await response.arrayBuffer()
      return response.ok
    }
    await waitFor(`${name} to be ready; its log is ${logFile}`, ready, { timeoutMs: readyWithinMs, everyMs: 50 })
    if (!alive()) throw new Error(`${name} on port ${port} ended before it was ready; its log is ${logFile}`)
  }
  t.teardown(() => endBy('SIGKILL'))
  await start()
  return {
    name,
    host,
    port,
    url,
    pid: () => (alive() ? child?.pid : undefined),
    start,
    // A process that is frozen takes SIGTERM only when it goes on.
    stop: () => endBy('SIGTERM', 'SIGCONT'),
    kill: async () => void (await endBy('SIGKILL')),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  }
}
