import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { type Teardown, tempDir } from '../src/index.ts'

const program = fileURLToPath(new URL('../src/run.ts', import.meta.url))
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url))

/** What is left in the environment when `pnpm test` is run by hand, and a temporary folder that can be looked into. */
function environment(folder: string): NodeJS.ProcessEnv {
  const usual = Object.entries(process.env).filter(([name]) => !/^_?TAP|^TOUCHLINE_TEST|^NODE_/.test(name))
  return { ...Object.fromEntries(usual), TMPDIR: folder }
}

/** Runs `pnpm test` with the arguments; `interrupt` sends it SIGTERM as soon as its output matches. */
async function runTests(t: Teardown, args: string[], interrupt?: RegExp) {
  const folder = await tempDir(t)
  const child = spawn(process.execPath, [program, ...args], {
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      const before = output
      output += chunk
      if (interrupt?.test(output) && !interrupt.test(before)) child.kill('SIGTERM')
    })
  }
  const [code] = await once(child, 'close')
  return { code, output, lastLine: output.trimEnd().split('\n').at(-1), left: await readdir(folder) }
}

/** Ports of the servers that the fixture has said it leaves behind. */
function leftPorts(output: string): number[] {
  return (/left: ([\d ]+)/.exec(output)?.[1] ?? '').split(' ').map(Number)
}

async function isOpen(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1')
  return once(socket, 'connect').then(
    () => {
      socket.destroy()
      return true
    },
    () => false,
  )
}

t.test('prints tap’s totals last, shows what failed, and ends what a killed test has left', async (t) => {
  const { code, output, lastLine, left } = await runTests(t, [fixture('mixed-results'), fixture('killed')])
  t.not(code, 0)
  t.match(lastLine, /^2 passed, \d+ failed, 1 skipped$/)
  t.match(output, /✖ .*one is two/)
  t.match(output, 'one is two\n    compare: ===')
  const ports = leftPorts(output)
  t.equal(ports.length, 4)
  for (const port of ports) t.equal(await isOpen(port), false, `the server on port ${port} is gone`)
  t.same(left, [], 'no folder is left')
})

t.test('when interrupted it stops everything and still says how far it came', async (t) => {
  const { code, output, lastLine, left } = await runTests(t, [fixture('never-ends')], /left: \d+\n/)
  t.equal(code, 143)
  t.match(lastLine, /^\d+ passed, \d+ failed/)
  for (const port of leftPorts(output)) t.equal(await isOpen(port), false, `the server on port ${port} is gone`)
  t.same(left, [])
})

t.test('a run without a test fails', async (t) => {
  const { code, output, lastLine } = await runTests(t, [
    fixture('mixed-results'),
    'packages/testing/test/no-such.test.ts',
  ])
  t.equal(code, 1)
  t.match(output, /No test file matches packages\/testing\/test\/no-such\.test\.ts/)
  t.equal(lastLine, '0 passed, 0 failed')
})
