import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { repositoryRoot } from './repository-root.ts'

const run = promisify(execFile)
const manifest = createRequire(import.meta.url).resolve('tap/package.json')
const testClass = join(dirname(createRequire(manifest).resolve('@tapjs/test/package.json')), 'test-built')
const abandonedAfterMs = 60_000

/** The `tap` command. */
export const tapProgram = join(dirname(manifest), 'dist/esm/run.mjs')

/**
 * Builds tap's test class without its TypeScript plugin, as `.taprc` says, unless that is done. tap writes it over the
 * files in node_modules, which pnpm shares with its store and so with every other checkout of the machine: tests that
 * run there would find another class half-way. So this checkout gets files of its own first.
 */
export async function ensureTapBuilt(): Promise<void> {
  if (await isBuilt()) return
  const lock = `${testClass}.lock`
  while (!(await take(lock))) await sleep(100)
  try {
    if (await isBuilt()) return
    await unshare()
    await run(process.execPath, [tapProgram, 'build'], { cwd: repositoryRoot })
    if (!(await isBuilt()))
      throw new Error('tap build ran, and the TypeScript plugin is still in: is it off in .taprc?')
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}

async function isBuilt(): Promise<boolean> {
  for (const dialect of ['esm', 'commonjs']) {
    const file = join(testClass, 'dist', dialect, 'index.js')
    const found = await stat(file).catch(() => undefined)
    if (found === undefined || found.nlink > 1) return false
    const source = await readFile(file, 'utf8')
    // An empty or cut file is one that is being written.
    if (!source.includes('signature') || source.includes('@tapjs/typescript')) return false
  }
  return true
}

async function unshare(): Promise<void> {
  const suffix = randomBytes(6).toString('hex')
  await cp(testClass, `${testClass}.${suffix}`, { recursive: true, verbatimSymlinks: true })
  await rename(testClass, `${testClass}.${suffix}.old`)
  await rename(`${testClass}.${suffix}`, testClass)
  await rm(`${testClass}.${suffix}.old`, { recursive: true, force: true })
}

/** A folder as lock: made by one process only. One that nobody has removed for long belongs to a process that was killed. */
async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock)
    return true
  } catch {
    const found = await stat(lock).catch(() => undefined)
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs)
      await rm(lock, { recursive: true, force: true })
    return false
  }
}
