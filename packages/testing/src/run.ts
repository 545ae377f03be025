/**
 * `pnpm test [files or tap options]`: brings Postgres and Redis, runs the test files with tap, cleans up, and prints
 * tap's totals as the last line.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { glob, mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureChromium } from '@touchline/browser'
import { ensureWebBuilt } from '@touchline/web-server'
import { repositoryRoot } from './repository-root.ts'
import { makeRunFolder, removeRunFolder } from './run-folder.ts'
import { type RunServers, startRunServers } from './run-servers.ts'
import { ensureTapBuilt, tapProgram } from './tap-build.ts'
import { TapReport, type Totals, totalsLine } from './tap-report.ts'
import { environment } from './test-environment.ts'

const allTests = ['packages/*/test/**/*.test.ts', 'services/*/test/**/*.test.ts']
const stopWithinMs = 15_000

process.chdir(repositoryRoot)
const print = (line: string) => process.stdout.write(`${line}\n`)
let interrupted: NodeJS.Signals | undefined
let tap: ChildProcess | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted ??= signal
    signalGroup(tap, signal)
  })
}

const totals: Totals = { passed: 0, failed: 0, skipped: 0 }
let folder: string | undefined
let servers: RunServers | undefined
try {
  folder = await makeRunFolder()
  const args = await tapArguments(process.argv.slice(2))
  await ensureTapBuilt()
  // Here, and not in the first test file that needs them, so that files which run side by side do not each do it.
  if (args.some((arg) => arg.includes('/test/browser/')))
    await Promise.all([ensureChromium(print), ensureWebBuilt(print)])
  servers = await startRunServers(folder, print)
  Object.assign(totals, await runTap(args, folder, servers))
} catch (error) {
  process.exitCode = 1
  const causes = error instanceof AggregateError ? error.errors : [error]
  for (const cause of causes) print(cause instanceof Error ? cause.message : String(cause))
}
try {
  await servers?.stop()
  if (folder !== undefined) await removeRunFolder(folder)
} catch (error) {
  process.exitCode = 1
  print(`The test servers were not cleaned up: ${error}`)
}
if (totals.failed > 0) process.exitCode = 1
if (totals.passed + totals.failed === 0) {
  process.exitCode = 1
  print('No test ran.')
}
if (interrupted !== undefined) process.exitCode = interrupted === 'SIGINT' ? 130 : 143
print(totalsLine(totals))

/** tap's arguments; every test of the workspace when no file is named. */
async function tapArguments(given: string[]): Promise<string[]> {
  const jobs = given.some((arg) => arg.startsWith('--jobs') || arg.startsWith('-j'))
  const options = jobs ? [] : [`--jobs=${Math.min(4, availableParallelism() + 1)}`]
  const named = given.filter((arg) => !arg.startsWith('-'))
  for (const name of named) {
    // Before the servers are started, and not only when none of several matches.
    if ((await Array.fromAsync(glob(name))).length === 0) {
      throw new Error(`No test file matches ${name}. (Options are given as --name=value.)`)
    }
  }
  if (named.length > 0) return [...options, ...given]
  const files = await Array.fromAsync(glob(allTests))
  if (files.length === 0) throw new Error(`No test file matches ${allTests.join(' ')}.`)
  return [...options, ...given, ...files.sort()]
}

async function runTap(args: string[], runFolder: string, { postgresUrl, redisUrl }: RunServers): Promise<Totals> {
  const temporary = join(runFolder, 'tmp')
  await mkdir(temporary, { mode: 0o711 })
  if (interrupted !== undefined) throw new Error(`Stopped by ${interrupted}.`)
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    TMPDIR: temporary,
    [environment.postgres]: postgresUrl,
    [environment.redis]: redisUrl,
    [environment.run]: basename(runFolder),
  }
  // Services under test are configured by the test alone.
  for (const name of ['DATABASE_URL', 'REDIS_URL']) delete env[name]
  // tap keeps notes about processes in the checkout and clears them at its start; two runs would clear each other's.
  const notes = `--test-env=_TAPJS_PROCESSINFO_CWD_=${runFolder}`
  const child = spawn(process.execPath, [tapProgram, 'run', '--reporter=tap', notes, ...args], {
    env,
    // A process group of its own, so that everything tap has started can be ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  tap = child
  const report = new TapReport(print)
  child.stdout.on('data', (chunk: Buffer) => report.write(chunk))
  const [code] = await endOf(child)
  report.end()
  if (code !== 0) process.exitCode = 1
  if (report.totals !== undefined) return report.totals
  print(`tap ended without its totals (${child.signalCode ?? `exit code ${code}`}); that counts as one failure.`)
  return { passed: 0, failed: 1, skipped: 0 }
}

async function endOf(child: ChildProcess): Promise<unknown[]> {
  const closed = once(child, 'close')
  const exited = once(child, 'exit')
  while (interrupted === undefined && child.exitCode === null && child.signalCode === null) {
    await Promise.race([exited, sleep(200)])
  }
  const result = await Promise.race([closed, sleep(stopWithinMs, undefined, { ref: false })])
  if (result !== undefined) return result
  // Interrupted and not ending, or ended while something it started holds its output open.
  signalGroup(child, 'SIGKILL')
  return closed
}

function signalGroup(child: ChildProcess | undefined, signal: NodeJS.Signals): void {
  if (child?.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The whole group has ended.
  }
}
