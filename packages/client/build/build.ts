/** `pnpm build`: makes `dist/`, which needs nothing of this workspace, from the sources. */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { wireTypeNames, wireTypes } from './wire-types.ts'

const compilerOptions = {
  target: 'esnext',
  lib: ['esnext'],
  types: [],
  module: 'nodenext',
  noEmit: true,
  allowImportingTsExtensions: true,
  verbatimModuleSyntax: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
}
const home = resolve(import.meta.dirname, '..')
const dist = join(home, 'dist')
await mkdir(join(home, 'node_modules'), { recursive: true })
const work = await mkdtemp(join(home, 'node_modules/.build-'))
try {
  const wire = join(work, 'wire.d.ts')
  await writeFile(wire, wireTypes())
  await checkWireTypes()
  await rm(dist, { recursive: true, force: true })
  await bundle(wire)
  await checkBundle()
} finally {
  await rm(work, { recursive: true, force: true })
}

async function bundle(wire: string): Promise<void> {
  const build = await rolldown({
    cwd: home,
    input: join(home, 'src/index.ts'),
    external: ['socket.io-client'],
    // Types of the contract that only the inside uses: nothing of them is left in what is written.
    shimMissingExports: true,
    onLog(level, log, report) {
      if (log.code !== 'SHIMMED_EXPORT') report(level, log)
    },
    transform: { target: 'es2022' },
    plugins: [
      {
        name: 'wire-types',
        resolveId: { order: 'pre', handler: (id) => (id === '@touchline/contracts' ? wire : null) },
      },
      dts({ cwd: home, tsconfig: false, generator: 'oxc', sourcemap: false, oxc: { stripInternal: true } }),
    ],
  })
  await build.write({ dir: dist, format: 'es', sourcemap: true })
  await build.close()
}

/** The types that are written out must be those of the contract, to the last optional field. */
async function checkWireTypes(): Promise<void> {
  const lines = wireTypeNames.map((name) => `const ${name}: Same<Wire.${name}, Contract.${name}> = true\nvoid ${name}`)
  const check = [
    "import type * as Contract from '@touchline/contracts'",
    "import type * as Wire from './wire.d.ts'",
    'type Same<A, B> = (<T>() => T extends Flat<A> ? 1 : 2) extends <T>() => T extends Flat<B> ? 1 : 2 ? true : false',
    'type Flat<T> = T extends object ? { [K in keyof T]: Flat<T[K]> } : T',
    ...lines,
  ]
  await writeFile(join(work, 'check.ts'), check.join('\n'))
  await writeFile(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['check.ts'] }))
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', join(work, 'tsconfig.json')], { stdio: 'inherit' })
}

/** Nothing in it may lead back into the workspace, and no schema compiler may have come along. */
async function checkBundle(): Promise<void> {
  for (const file of ['index.js', 'index.d.ts']) {
    const text = await readFile(join(dist, file), 'utf8')
    const imports = [...text.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)].map(([, name]) => name)
    const foreign = imports.filter((name) => name !== 'socket.io-client')
    if (foreign.length > 0) throw new Error(`${file} imports ${foreign.join(', ')}`)
  }
}
