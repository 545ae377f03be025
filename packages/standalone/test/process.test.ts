import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Message, restRoutes } from '@touchline/contracts'
import { apiClient, connectSocket, freePort, requesterOf, type Teardown, tempDir } from '@touchline/testing'
import t from 'tap'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
const readme = new URL('../../../README.md', import.meta.url)

// Real processes and a real database each time: seconds on a quiet machine, more on a busy one.
t.setTimeout(300_000)

interface Started {
  child: ChildProcess
  lines: string[]
  url: string
}

/** Starts standalone as a person would, on its own embedded Postgres, and resolves when it says that it is ready. */
async function startTouchline(t: Teardown, env: Record<string, string>): Promise<Started> {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => stop(child))
  const lines: string[] = []
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk
  })
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    const [, url] = /^Touchline ready on (.+)$/.exec(line) ?? []
    if (url !== undefined) return { child, lines, url }
  }
  throw new Error(`it ended before it was ready:\n${lines.join('\n')}\n${errors}`)
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit')
    child.kill('SIGINT')
    await ended
  }
  return child.exitCode
}

async function run(file: string, args: string[], env: Record<string, string>, cwd?: string) {
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  let out = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk
  })
  const [code] = await once(child, 'close')
  return { code, out, errors }
}

t.test('a first start makes the demo academy, a second one still has every message', async (t) => {
  const folder = await tempDir(t)
  const env = { TOUCHLINE_DATA: join(folder, 'data'), PORT: String(await freePort()) }
  const first = await startTouchline(t, env)
  t.equal(first.url, `http://127.0.0.1:${env.PORT}`)
  t.ok(first.lines.some((line) => line.startsWith('Made a demo academy')))
  t.equal((await stat(join(env.TOUCHLINE_DATA, 'jwt-secret'))).mode & 0o777, 0o600)
  const chatPage = await fetch(first.url)
  t.match(chatPage.headers.get('content-type'), /^text\/html/)
  t.match(await chatPage.text(), /<title>Touchline<\/title>/, 'it opens onto the chat')
  t.equal((await fetch(`${first.url}/demo/people`)).status, 200)

  const token = (await run(cli, ['token', '--user', 'vikram'], env)).out.trim()
  const socket = await connectSocket(t, first.url, { token, timeoutMs: 60_000 })
  const api = apiClient(requesterOf(first.url), token)
  const { body } = await api.call(restRoutes.listConversations)
  const conversation = body.conversations.find(({ type }) => type === 'batch')
  if (conversation === undefined) throw new Error('the demo academy has no batch conversation')
  const { _id: conversationId, lastSeq } = conversation
  const ack = await socket.emitAck<{ message: Message }>('message:send', { conversationId, content: 'kept' })
  t.match(ack, { success: true, message: { seq: lastSeq + 1 } })

  t.equal(await stop(first.child), 0, 'a clean stop')
  const second = await startTouchline(t, env)
  t.notOk(second.lines.some((line) => /^Made a demo academy|^Building/.test(line)))
  const page = await api.call(restRoutes.listMessages, { params: { id: conversationId } })
  t.match(page.body.messages.at(-1), { _id: ack.message._id, content: 'kept' })
  t.equal(await stop(second.child), 0)
})

t.test('the client in the README works when pasted into a file', async (t) => {
  const folder = await tempDir(t)
  const env = { TOUCHLINE_DATA: join(folder, 'data'), PORT: String(await freePort()) }
  const { url, child } = await startTouchline(t, env)
  const [, client = ''] = /```js\n(import \{ io \}[\s\S]*?)```/.exec(await readFile(readme, 'utf8')) ?? []
  t.ok(client.trim().split('\n').length <= 35, 'short enough to read')
  const project = await mkdtemp(join(folder, 'client-'))
  await writeFile(join(project, 'chat.mjs'), client)
  // What `npm install socket.io-client` would put there.
  await mkdir(join(project, 'node_modules'))
  const installed = dirname(fileURLToPath(import.meta.resolve('socket.io-client/package.json')))
  await symlink(installed, join(project, 'node_modules/socket.io-client'))

  const token = (await run(cli, ['token', '--user', 'vikram'], env)).out.trim()
  const { code, out, errors } = await run(join(project, 'chat.mjs'), [], { TOKEN: token, TOUCHLINE_URL: url })
  t.equal(errors, '')
  t.equal(code, 0)
  t.match(out, /^stored as #\d+$/m)
  t.match(out, /^#\d+ Coach Vikram: Hello, Under-\d\d \w+!$/m)
  t.match(out, /^uploaded schedule\.csv: \/uploads\/chat\/schedule-/m)
  t.equal(await stop(child), 0)
})

t.test('the command line imports a directory, prints tokens and says what is wrong', async (t) => {
  const folder = await tempDir(t)
  const env = { TOUCHLINE_DATA: join(folder, 'data'), PORT: String(await freePort()), DEMO: '0' }
  const directory = join(folder, 'directory.json')
  await writeFile(
    directory,
    JSON.stringify({ users: [{ id: 'asha', role: 'admin', displayName: 'Asha' }], batches: [] }),
  )

  const early = await run(cli, ['import', directory], env)
  t.equal(early.code, 1)
  t.match(early.errors, /Nothing answers at .*: start it with pnpm start/)

  const { url, child } = await startTouchline(t, env)
  t.match(await run(cli, ['import', directory], env), { code: 0, out: /"users":1/ })
  await writeFile(
    directory,
    JSON.stringify({ users: [{ id: 'asha', role: 'owner', displayName: 'Asha' }], batches: [] }),
  )
  t.match(await run(cli, ['import', directory], env), { code: 1, errors: /refused it \(400\): users\.0\.role/ })
  t.match(await run(cli, ['status'], env), { code: 0, out: /"status":"ready"/ })

  const token = (await run(cli, ['token', '--user', 'asha'], env)).out.trim()
  const { body } = await apiClient(requesterOf(url), token).call(restRoutes.listConversations)
  t.same(body.conversations, [])
  t.match(await run(cli, ['token'], env), { code: 1, errors: /either --user ID or --service/ })
  t.match(await run(cli, ['--help'], env), { code: 0, out: /import/ })

  const taken = await run(main, [], { ...env, TOUCHLINE_DATA: join(folder, 'other') })
  t.match(taken, { code: 1, errors: /Port \d+ is taken/ })
  t.match(await run(main, [], { ...env, JWT_SECRET: 'short', PORT: 'x' }), {
    code: 1,
    errors: /PORT[\s\S]*JWT_SECRET must have at least 32 bytes/,
  })
  t.equal(await stop(child), 0)
})
