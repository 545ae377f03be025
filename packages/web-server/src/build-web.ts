import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { precompress } from './precompress.ts'
import { sourcesFingerprint, webPackage } from './sources.ts'

/** Where the built page is. */
const dist = join(webPackage, 'dist')
/** Beside the page: the fingerprint of what it was built from. A dot file, so it is not served. */
const stampName = '.sources'

/**
 * The folder of the built page. It is built where it is missing or its sources have changed since, which takes some
 * seconds; otherwise a few hundredths of one.
 *
 * @throws when the sources do not build, with what the bundler says
 */
export async function ensureWebBuilt(onProgress: (text: string) => void): Promise<string> {
  const fingerprint = await sourcesFingerprint()
  if ((await builtFrom()) === fingerprint) return dist
  onProgress('Building the chat page (only when it has changed)')
  await build(fingerprint)
  return dist
}

/** Builds the page, whatever is there. */
export async function buildWeb(): Promise<string> {
  await build(await sourcesFingerprint())
  return dist
}

async function builtFrom(): Promise<string | undefined> {
  return readFile(join(dist, stampName), 'utf8').catch(() => undefined)
}

/** Built elsewhere and then moved, so that nobody ever sees, or serves, half of a page. */
async function build(fingerprint: string): Promise<void> {
  await mkdir(join(webPackage, 'node_modules'), { recursive: true })
  const work = await mkdtemp(join(webPackage, 'node_modules/.build-'))
  try {
    const built = join(work, 'dist')
    await bundle(built)
    await precompress(built)
    await writeFile(join(built, stampName), fingerprint)
    await replaceWith(built, join(work, 'old'), fingerprint)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function replaceWith(built: string, old: string, fingerprint: string): Promise<void> {
  await rename(dist, old).catch(ignoreMissing)
  try {
    await rename(built, dist)
  } catch (error) {
    // Another process has put its own there in between; one of the same sources is as good.
    if ((await builtFrom()) !== fingerprint) throw error
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

async function bundle(outDir: string): Promise<void> {
  const vite = join(
    dirname(createRequire(join(webPackage, 'package.json')).resolve('vite/package.json')),
    'bin/vite.js',
  )
  const child = spawn(process.execPath, [vite, 'build', '--outDir', outDir, '--emptyOutDir'], {
    cwd: webPackage,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk
    })
  }
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The chat page could not be built:\n${said.trim()}`)
}
