import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { packClient, tempDir } from '@touchline/testing'
import t from 'tap'

const home = resolve(import.meta.dirname, '..')
const env = {
  ...process.env,
  npm_config_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
}

/** Runs a command without the loader that tap puts into every process, and without asking a registry. */
function run(cwd: string, command: string, ...args: string[]): Promise<{ stdout: string }> {
  return promisify(execFile)('env', ['-u', 'NODE_OPTIONS', command, ...args], { cwd, env })
}

t.test('what npm pack makes is imported by a plain JavaScript project', async (t) => {
  const folder = await tempDir(t)
  const before = await readFile(join(home, 'package.json'), 'utf8')
  const { archive, packedIn } = await packClient(t)
  t.equal(await readFile(join(packedIn, 'package.json'), 'utf8'), before, 'package.json is as it was')

  const project = join(folder, 'project')
  await mkdir(project)
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'platform', type: 'module', private: true }))
  const { stdout: unpacked } = await run(project, 'tar', '-xzvf', archive)
  t.same(unpacked.trim().split('\n').sort(), [
    'package/LICENSE',
    'package/README.md',
    'package/dist/index.d.ts',
    'package/dist/index.js',
    'package/dist/index.js.map',
    'package/package.json',
  ])
  const manifest = JSON.parse(await readFile(join(project, 'package/package.json'), 'utf8'))
  t.match(manifest, {
    name: '@touchline/client',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    dependencies: { 'socket.io-client': /^\^4\./ },
  })
  t.same(Object.keys(manifest.dependencies), ['socket.io-client'])
  t.notOk('devDependencies' in manifest)

  // As npm would lay it out; the one dependency is there already and must not be fetched.
  await mkdir(join(project, 'node_modules/@touchline'), { recursive: true })
  await cp(join(project, 'package'), join(project, 'node_modules/@touchline/client'), { recursive: true })
  await symlink(join(home, 'node_modules/socket.io-client'), join(project, 'node_modules/socket.io-client'))
  await writeFile(
    join(project, 'main.js'),
    `import { createTouchline, TouchlineClientError, webStorage } from '@touchline/client'
     const client = createTouchline({ url: 'http://127.0.0.1:9', token: () => { throw new Error('none') } })
     client.connection.subscribe(() => {
       console.log(JSON.stringify([client.connection.getSnapshot().reason, typeof webStorage, TouchlineClientError.name]))
       process.exit()
     })
     client.connect().catch(() => {})
     await new Promise((resolve) => setTimeout(resolve, 10000))`,
  )
  const { stdout } = await run(project, process.execPath, 'main.js')
  t.match(stdout, /TouchlineClientError/)

  await writeFile(
    join(project, 'check.ts'),
    `import { createTouchline, type Message } from '@touchline/client'
     const client = createTouchline({ url: 'x', token: async () => 'y', logger: console })
     const messages: readonly Message[] = client.conversation('c').getSnapshot().messages
     // @ts-expect-error The types are there, and are no any.
     const wrong: number = messages
     export { messages, wrong }`,
  )
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    noEmit: true,
  }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['check.ts'] }))
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  await t.resolves(run(project, process.execPath, tsc), 'its declarations need no library but the DOM’s')
})
