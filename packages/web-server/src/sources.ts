import { createHash } from 'node:crypto'
import { glob, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const packages = resolve(import.meta.dirname, '../..')

/** The package that the page is built from. */
export const webPackage = join(packages, 'web')

/** What the built page depends on, below `packages/`; the lock file stands for everything that is installed. */
const sources = [
  'web/{build,public,src}/**/*',
  'web/*.{html,json,ts}',
  '{client,contracts,rules}/src/**/*.ts',
  'web-server/src/{build-web,precompress}.ts',
  '../pnpm-lock.yaml',
]

/** A fingerprint of everything that the page is built from: the same one means that building again would change nothing. */
export async function sourcesFingerprint(): Promise<string> {
  const entries = await Array.fromAsync(glob(sources, { cwd: packages, withFileTypes: true }))
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const hash = createHash('sha256')
  const contents = await Promise.all(files.sort().map(async (file) => ({ file, content: await readFile(file) })))
  for (const { file, content } of contents)
    hash.update(`${file.slice(packages.length)}\0${content.length}\0`).update(content)
  return hash.digest('hex')
}
