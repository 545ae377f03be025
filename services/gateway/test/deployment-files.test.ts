import { execFile } from 'node:child_process'
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { tempDir } from '@touchline/testing'
import t from 'tap'

const run = promisify(execFile)
const fileOf = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const textOf = (path: string) => readFile(fileOf(path), 'utf8')

/** The services of docker-compose.yml, each with the lines that are its own. */
async function composeServices(): Promise<Map<string, string>> {
  const text = await textOf('docker-compose.yml')
  const [, services = ''] = /\nservices:\n([\s\S]*?)\n(?=\S)/.exec(text) ?? []
  const parts = services.split(/^ {2}([a-z]+):$/m).slice(1)
  return new Map(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : [])))
}

t.test('who reaches whom in docker-compose.yml', async (t) => {
  const services = await composeServices()
  t.ok(services.size >= 10)
  const networksOf = (own: string) => /^ {4}networks: \[(.*)\]$/m.exec(own)?.[1]?.split(', ') ?? []
  const sharing = (name: string) => {
    const networks = new Set(networksOf(services.get(name) ?? ''))
    t.ok(networks.size > 0)
    return [...services]
      .filter(([other, own]) => other !== name && networksOf(own).some((network) => networks.has(network)))
      .map(([other]) => other)
  }
  t.same(sharing('postgres'), ['conversation'], 'the only owner of durable state')
  t.same(sharing('redis'), ['conversation', 'realtime'])
  for (const network of ['database', 'events']) {
    t.match(await textOf('docker-compose.yml'), `\n  ${network}: { internal: true }\n`)
  }
  const published = [...services].filter(([, own]) => /^ {4}ports:/m.test(own) && !own.includes('"127.0.0.1:'))
  t.same(
    published.map(([name]) => name),
    ['gateway'],
  )
})

t.test('docker-compose.yml hands on what docs/configuration.md says that it takes', async (t) => {
  const [, containers = ''] = (await textOf('docs/configuration.md')).split('\n## Containers\n')
  const rows = containers.split('\n').filter((line) => line.startsWith('| `'))
  const names = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name))
  t.ok(names.length > 12)
  const compose = await textOf('docker-compose.yml')
  t.same(
    names.filter((name) => !compose.includes(`\${${name}:`)),
    [],
  )
  const services = await composeServices()
  for (const name of ['gateway', 'commands']) t.match(services.get(name) ?? '', 'GATEWAY_SLOTS: $', name)
})

t.test('the one-liner that makes .env', async (t) => {
  for (const page of ['README.md', 'docs/operations.md']) {
    const [block = ''] = /^.*umask 077[\s\S]*?> \.env.*$/m.exec(await textOf(page)) ?? []
    const folder = await tempDir(t)
    const env = { PATH: process.env.PATH }
    const { stdout } = await run('sh', ['-ec', `umask 022\n${block}\numask`], { cwd: folder, env })
    t.match(stdout, /^0*22\n$/, 'the shell goes on with the modes that it had')
    const made = await readFile(join(folder, '.env'), 'utf8')
    t.match(made, /^(?:[A-Z_]+=[0-9a-f]{64}\n){4}$/)
    t.equal((await stat(join(folder, '.env'))).mode & 0o777, 0o600)
    await t.rejects(run('sh', ['-ec', block], { cwd: folder, env }), 'done again it says no')
    t.equal(await readFile(join(folder, '.env'), 'utf8'), made, 'and the secrets of a deployment that runs stay')
  }
})

t.test('the gateway starts with TLS, or says why not', async (t) => {
  const folder = await tempDir(t)
  const certificates = join(folder, 'certificates')
  await mkdir(certificates)
  // In the place of HAProxy: says what it was given.
  await writeFile(
    join(folder, 'haproxy'),
    '#!/bin/sh\necho "$* certificate=$(printenv GATEWAY_CERTIFICATE || echo none)"\n',
    {
      mode: 0o755,
    },
  )
  const start = () =>
    run('sh', [fileOf('services/gateway/start.sh'), 'haproxy.cfg'], {
      env: { PATH: `${folder}:${process.env.PATH}`, CERTIFICATE_FOLDER: certificates },
    })
  t.equal((await start()).stdout, '-W -db -f /usr/local/etc/haproxy/haproxy.cfg certificate=none\n')
  await writeFile(join(certificates, 'chat.pem'), '')
  t.match((await start()).stdout, `certificate=${certificates}/\n`)
  // As `live/` of an ACME client is without its `archive/`.
  await symlink('../archive/chat1.pem', join(certificates, 'new.pem'))
  await t.rejects(start(), { code: 1, stderr: /new\.pem cannot be read by user/ })
})

t.test('deploy/replace.sh takes away new replicas that do not become healthy, and no old one', async (t) => {
  const folder = await tempDir(t)
  // In the place of an engine whose new containers are never healthy; writes down what it is told to take away.
  await writeFile(
    join(folder, 'docker'),
    `#!/bin/sh
case "$*" in
  'compose ps --quiet realtime') printf 'old1\\nold2\\n' ;;
  'compose ps --all --quiet realtime') printf 'old1\\nnew1\\nold2\\nnew2\\n' ;;
  'compose up '*) echo "$*" >> told; exit 1 ;;
  *) echo "$*" >> told ;;
esac
`,
    { mode: 0o755 },
  )
  const env = { PATH: `${folder}:${process.env.PATH}` }
  await t.rejects(run('sh', [fileOf('deploy/replace.sh'), 'realtime'], { cwd: folder, env }), {
    code: 1,
    stderr: /the old ones are as they were/,
  })
  t.same((await readFile(join(folder, 'told'), 'utf8')).trim().split('\n'), [
    'compose up --detach --wait --no-deps --no-recreate --scale realtime=4 realtime',
    'rm --force new1',
    'rm --force new2',
  ])
})
