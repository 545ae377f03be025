import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@touchline/embedded'
import { Redis } from 'ioredis'
import { findProgram, type WantedProgram } from './program.ts'
import { recordServer } from './run-folder.ts'

/** A Redis server process of ours. */
export type RedisServer = { url: string; port: number; stop(): Promise<void>; kill(): Promise<void> }

const redis: WantedProgram = {
  label: 'a Redis server',
  names: ['redis-server', 'valkey-server'],
  versionFlag: '--version',
  package: 'redis-server',
  file: 'usr/bin/redis-server',
  cache: 'redis',
  advice:
    'install one (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis), or set REDIS_URL to one that ' +
    'is running',
}

const launchAttempts = 10
const readyWithinMs = 20_000

/**
 * Starts a Redis on 127.0.0.1 that keeps nothing on disk, and resolves when it answers.
 *
 * @param folder its working folder, which the caller removes
 */
export async function startRedisServer(
  folder: string,
  { port: wantedPort, onProgress }: { port?: number; onProgress?: (text: string) => void } = {},
): Promise<RedisServer> {
  const binary = await findProgram(redis, onProgress)
  await mkdir(folder, { recursive: true })
  for (let left = launchAttempts; ; left -= 1) {
    const port = wantedPort ?? (await freePort())
    const log = join(folder, `redis-${port}.log`)
    const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', folder]
    args.push('--logfile', log, '--daemonize', 'no')
    const child = spawn(binary.path, args, {
      env: { ...process.env, ...binary.env },
      detached: true,
      stdio: 'ignore',
    })
    const exited = Promise.race([once(child, 'exit'), once(child, 'error')])
    await recordServer(folder, child.pid)
    const alive = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined
    if (await answers(port, child.pid, alive)) {
      const endWithHost = () => void child.kill('SIGKILL')
      process.once('exit', endWithHost)
      const endBy = async (signal: NodeJS.Signals) => {
        process.removeListener('exit', endWithHost)
        if (alive()) child.kill(signal)
        await exited
      }
      const stop = () => endBy('SIGTERM')
      return { url: `redis://127.0.0.1:${port}`, port, stop, kill: () => endBy('SIGKILL') }
    }
    if (alive()) child.kill('SIGKILL')
    await exited
    const said = await readFile(log, 'utf8').catch(() => '')
    if (left === 0 || !/already in use/i.test(said)) throw new Error(`${binary.path} did not start: ${said}`)
    await sleep(wantedPort === undefined ? 0 : 200)
  }
}

async function answers(port: number, pid: number | undefined, alive: () => boolean): Promise<boolean> {
  const deadline = Date.now() + readyWithinMs
  while (alive() && Date.now() < deadline) {
    const client = new Redis({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: () => null })
    client.on('error', () => {})
    try {
      await client.connect()
      // The port may belong to another server by now.
      if ((await client.info('server')).includes(`process_id:${pid}\r`)) return true
    } catch {
      // It does not listen yet.
    } finally {
      client.disconnect()
    }
    await sleep(10)
  }
  return false
}
