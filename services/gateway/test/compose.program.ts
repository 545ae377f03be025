/**
 * `pnpm test:compose [--short]`: brings docker-compose.yml up as it is, lets clients of the SDK chat, scales, kills, and takes
 * everything down again with its volumes. Needs a Docker engine with compose.
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { restRoutes } from '@touchline/contracts'
import { apiClient, serviceToken, userToken, waitFor } from '@touchline/testing'
import { requesterOf } from './academy.ts'
import { ChatLoad } from './chat-load.ts'
import { type Compose, composeProject } from './compose.ts'

const isShort = process.argv.includes('--short')
const CLIENTS = isShort ? 40 : 200
const NEW_REPLICAS_WITHIN_MS = 15_000
const BACK_WITHIN_MS = 10_000

const say = (text: string) => process.stdout.write(`${text}\n`)
const folder = await mkdtemp(join(tmpdir(), 'touchline-compose-'))
const project = await composeProject(folder)
let load: ChatLoad | undefined
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error(signal)))
})
try {
  await Promise.race([smoke(project), interrupted])
  say('compose: all of it holds')
} catch (error) {
  process.exitCode = 1
  say(`compose: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  say((await project.compose('ps', '--all').catch(String)).trim())
  say(await project.compose('logs', '--tail=30').catch(String))
} finally {
  load?.close()
  await project.compose('down', '--volumes', '--remove-orphans', '--timeout=2').catch((error) => say(String(error)))
  await rm(folder, { recursive: true, force: true })
}

async function smoke({ url, jwtSecret, compose, docker, replicasUp, connectionErrors }: Compose): Promise<void> {
  const started = Date.now()
  await compose('build', '--quiet')
  say(`built after ${seconds(started)} s`)
  const upAt = Date.now()
  await compose('up', '--detach', '--wait', '--no-build')
  say(`up after ${seconds(upAt)} s`)

  const request = requesterOf(url)
  const token = (userId: string) => userToken(userId, { secret: jwtSecret })
  const as = (userId: string) => apiClient(request, token(userId))
  const parents = Array.from({ length: CLIENTS - 1 }, (_, index) => `parent${index}`)
  await apiClient(request, serviceToken({ secret: jwtSecret })).call(restRoutes.importDirectory, {
    body: {
      users: [
        { id: 'asha', role: 'admin', displayName: 'Asha' },
        { id: 'carl', role: 'coach', displayName: 'Carl' },
        ...parents.map((id, index) => ({ id, role: 'parent' as const, displayName: `Family ${index}` })),
      ],
      batches: [{ id: 'u12', name: 'Under 12', memberIds: ['carl', ...parents] }],
    },
  })
  const { body } = await as('asha').call(restRoutes.listBatches)
  const conversationId = body.batches[0]?.conversationId ?? ''
  for (const path of ['/internal/openSessions', '/metrics', '/health', '/ready', '/%69nternal/openSessions']) {
    assert.equal((await fetch(url + path, { method: 'POST' })).status, 404, path)
  }
  const page = await fetch(url)
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; .*frame-ancestors 'none'$/)
  const form = new FormData()
  form.append('file', new Blob(['Monday,18:00\n']), 'schedule.csv')
  const headers = { authorization: `Bearer ${token('carl')}` }
  const upload = await fetch(`${url}/api/chat/conversations/${conversationId}/upload`, {
    method: 'POST',
    headers,
    body: form,
  })
  assert.equal(upload.status, 201, 'an upload')

  load = await ChatLoad.open({ url, userIds: ['carl', ...parents], conversationId, token, sendsPerSecond: 5 })
  load.chat()
  say(`${CLIENTS} clients chat`)

  const scale = (count: number) =>
    compose('up', '--detach', '--no-build', '--no-recreate', '--scale', `realtime=${count}`, 'realtime')
  const untilUp = (count: number) =>
    waitFor(`${count} realtime replicas at the gateway`, async () => (await replicasUp('realtime')) === count, {
      timeoutMs: 60_000,
      everyMs: 200,
    })
  await scale(4)
  const startedAt = Date.now()
  await untilUp(4)
  const upAfter = Date.now() - (await listeningSince(compose))
  say(
    `four replicas at the gateway ${seconds(startedAt)} s after their start, ${upAfter} ms after the last one listened`,
  )
  assert.ok(upAfter < NEW_REPLICAS_WITHIN_MS, 'new replicas are taken up within 15 s')

  const killedAt = Date.now()
  // The oldest one has the clients: a socket stays where it is when replicas join.
  const names = (await compose('ps', '--format', '{{.Name}}', 'realtime')).trim().split('\n').sort()
  const oldest = names[0] ?? ''
  await docker('kill', oldest)
  await untilUp(3)
  await load.untilAllOnline()
  report(`killed ${oldest}`, load, killedAt)
  assert.ok(load.outagesSince(killedAt).count > 0, 'some clients were on it')
  assert.ok(load.outagesSince(killedAt).longestMs < BACK_WITHIN_MS, 'every client is back within 10 s')

  await scale(4)
  await untilUp(4)
  const scaledDownAt = Date.now()
  await scale(2)
  await untilUp(2)
  await load.untilAllOnline()
  report('scaled from 4 to 2', load, scaledDownAt)
  assert.ok(load.outagesSince(scaledDownAt).longestMs < BACK_WITHIN_MS, 'every client is back within 10 s')
  const errorsBefore = await connectionErrors('realtime')
  await sleep(isShort ? 2_000 : 10_000)
  assert.equal(await connectionErrors('realtime'), errorsBefore, 'nothing is sent to replicas that left')

  const { acknowledged, ...verdict } = await load.finish(as('asha'))
  say(`${acknowledged} acknowledged messages: ${JSON.stringify(verdict)}`)
  assert.ok(acknowledged > 50)
  assert.deepEqual(verdict, { lost: 0, doubled: 0, failed: [], astray: [] })
}

/** When the last realtime replica began to listen, by its own log, in milliseconds since 1970. */
async function listeningSince(compose: Compose['compose']): Promise<number> {
  const lines = (await compose('logs', '--no-log-prefix', '--no-color', 'realtime')).split('\n')
  const times = lines
    .filter((line) => line.includes('Server listening'))
    .map((line) => Number(/"time":(\d+)/.exec(line)?.[1]))
  assert.ok(times.length >= 4, 'every replica says that it listens')
  return Math.max(...times)
}

function report(what: string, from: ChatLoad, since: number): void {
  const { count, longestMs, histogram } = from.outagesSince(since)
  say(`${what}: ${count} reconnects, by second ${histogram.join(', ')}; the longest outage ${longestMs} ms`)
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1_000).toFixed(1)
}
