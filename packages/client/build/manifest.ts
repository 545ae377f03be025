/**
 * `npm pack` takes package.json as it is: in the workspace it leads to the sources and names versions by the catalog. So
 * it is replaced while the package is packed (`prepack`), and put back afterwards (`postpack`).
 */
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const home = resolve(import.meta.dirname, '..')
const manifest = join(home, 'package.json')
const kept = join(home, 'node_modules/package.json.workspace')

interface Manifest {
  readonly [key: string]: unknown
  readonly publishConfig: { readonly exports: unknown; readonly [key: string]: unknown }
  readonly dependencies: Readonly<Record<string, string>>
}

async function publish(): Promise<void> {
  await copyFile(manifest, kept)
  const { scripts: _, devDependencies: __, publishConfig, ...rest }: Manifest = JSON.parse(await readFile(kept, 'utf8'))
  const { exports, ...config } = publishConfig
  const names = Object.keys(rest.dependencies)
  const dependencies = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await rangeOf(name)])))
  const published = { ...rest, exports, dependencies, publishConfig: config }
  await writeFile(manifest, `${JSON.stringify(published, null, 2)}\n`)
}

/** What this was built and tested with, and whatever is compatible with it. */
async function rangeOf(name: string): Promise<string> {
  const path = createRequire(join(home, 'package.json')).resolve(`${name}/package.json`)
  const { version }: { version: string } = JSON.parse(await readFile(path, 'utf8'))
  return `^${version}`
}

const step = process.argv[2]
if (step === 'publish') await publish()
else if (step === 'restore') await rename(kept, manifest)
else throw new Error('Say publish or restore')
