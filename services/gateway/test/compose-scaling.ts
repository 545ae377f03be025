import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '@touchline/testing'
import type { CohortsLoad } from './cohorts-load.ts'
import type { Compose } from './compose.ts'
import { inWords } from './outages.ts'

const NEW_REPLICAS_WITHIN_MS = 15_000
const BACK_WITHIN_MS = 10_000

interface Scaling {
  /** How long to look, after replicas have left, whether anything is still sent to them. */
  quietMs: number
  say(text: string): void
}

/** Scales realtime 1 → 4, kills the one that has the clients, and scales 4 → 2, under load. */
export async function scaleAndKill(project: Compose, load: CohortsLoad, { quietMs, say }: Scaling): Promise<void> {
  const { compose, docker, replicasUp, connectionErrors } = project
  const scale = (count: number) =>
    compose('up', '--detach', '--no-build', '--no-recreate', '--scale', `realtime=${count}`, 'realtime')
  const untilUp = (count: number) =>
    waitFor(`${count} realtime replicas at the gateway`, async () => (await replicasUp('realtime')) === count, {
      timeoutMs: 60_000,
      // Each look starts docker's own programs, which is dear.
      everyMs: 1_000,
    })
  await scale(4)
  const startedAt = Date.now()
  await untilUp(4)
  const [listening, up] = await Promise.all([listeningSince(compose), upSince(compose)])
  const after = `${((up - startedAt) / 1_000).toFixed(1)} s after they were made`
  say(`four replicas at the gateway ${after}, ${Math.round(up - listening)} ms after the last one listened`)
  assert.ok(up - listening < NEW_REPLICAS_WITHIN_MS, 'new replicas are taken up within 15 s')

  const killedAt = Date.now()
  // The oldest one has the clients: a socket stays where it is when replicas join.
  const names = (await compose('ps', '--format', '{{.Name}}', 'realtime')).trim().split('\n').sort()
  const oldest = names[0] ?? ''
  await docker('kill', oldest)
  await untilUp(3)
  await load.untilAllOnline()
  say(`killed ${oldest}: ${inWords(load.outagesSince(killedAt))}`)
  assert.ok(load.outagesSince(killedAt).count > 0, 'some clients were on it')
  assert.ok(load.outagesSince(killedAt).longestMs < BACK_WITHIN_MS, 'every client is back within 10 s')

  await scale(4)
  await untilUp(4)
  const scaledDownAt = Date.now()
  await scale(2)
  await untilUp(2)
  await load.untilAllOnline()
  say(`scaled from 4 to 2: ${inWords(load.outagesSince(scaledDownAt))}`)
  assert.ok(load.outagesSince(scaledDownAt).longestMs < BACK_WITHIN_MS, 'every client is back within 10 s')
  const errorsBefore = await connectionErrors('realtime')
  await sleep(quietMs)
  assert.equal(await connectionErrors('realtime'), errorsBefore, 'nothing is sent to replicas that left')
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

/** When the gateway began to count the last realtime replica as up, by its own log, in milliseconds since 1970. */
async function upSince(compose: Compose['compose']): Promise<number> {
  const text = await compose('logs', '--no-log-prefix', '--no-color', '--timestamps', 'gateway')
  const times = [...text.matchAll(/(\d{4}-\S+Z) Server realtime\/\w+ is UP/g)].map(([, time = '']) => Date.parse(time))
  assert.ok(times.length >= 3, 'the gateway says that each new replica is up')
  return Math.max(...times)
}
