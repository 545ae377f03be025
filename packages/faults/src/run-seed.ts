import { cp } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Teardown, waitFor } from '@touchline/testing'
import { type Academy, openAcademy, rawDevices, sdkDevices } from './academy.ts'
import { breakThings } from './break-things.ts'
import { allDeviceProblems, apiProblems, badgeProblems, storedProblems } from './checks.ts'
import { type Deployment, deploy } from './deployment.ts'
import type { Device } from './device.ts'
import { changeWhileAway, dieBeforeTelling, PATIENCE_MS } from './last-words.ts'
import { Ledger } from './ledger.ts'
import type { MutantName } from './mutants.ts'
import { type Random, randomFrom } from './random.ts'
import { RawDevice } from './raw-device.ts'
import { planFaults } from './schedule.ts'
import { SdkDevice } from './sdk-device.ts'
import { readFresh, readStored } from './stored-state.ts'

export interface SeedOptions {
  /** The fewest messages that have to be acknowledged while things break. */
  readonly messages: number
  /** The protection that is taken away from the services. */
  readonly without: MutantName | undefined
  /** Nothing more is broken, and no more messages are waited for, after this moment; milliseconds since the epoch. */
  readonly until: number
  note(text: string): void
}

/** What came of one seed. No problem means that every promise was kept. */
export interface SeedResult {
  readonly kills: number
  readonly acknowledged: number
  readonly stored: number
  readonly devices: number
  readonly problems: readonly string[]
}

/** Milliseconds between two things that a person does, on average. */
const PACE_MS = 240
/** How long one seed may take to get its messages through, in milliseconds. */
const LONGEST_WRITING_MS = 180_000

/** Everything that one seed decides: people write while things break, then all is mended and compared. */
export async function runSeed(
  t: Teardown & { passing(): boolean },
  seed: number,
  options: SeedOptions,
): Promise<SeedResult> {
  const { note } = options
  const random = randomFrom(seed)
  const schedule = planFaults(random.fork('schedule'))
  const deployment = await deploy(t, options.without)
  t.teardown(() => (t.passing() ? undefined : keepLogs(deployment, seed, note)))
  const academy = await openAcademy(deployment.gatewayUrl)
  const ledger = new Ledger()
  const devices = await startDevices(t, deployment, ledger)
  note('everything runs')

  const writing = new AbortController()
  const writers = devices.map((device) => write(device, random.fork(device.name), writing.signal))
  writers.push(changeMembership(academy, ledger, random.fork('membership'), writing.signal))
  const kills = await breakThings(schedule, { deployment, devices, ledger, until: options.until, note })
  const left = Math.min(LONGEST_WRITING_MS, Math.max(0, options.until - Date.now()))
  await Promise.race([ledger.reach(options.messages), sleep(left, undefined, { ref: false })])
  const isCutShort = Date.now() >= options.until
  writing.abort()
  await Promise.all(writers)
  note(`${ledger.acknowledged.size} messages acknowledged`)

  const ending = { deployment, academy, devices, ledger, random: random.fork('ending') }
  const restless = () => devices.filter((device) => !device.isConnected() || !device.isSettled())
  await waitFor('everything that was written to be answered', () => restless().length === 0, {
    timeoutMs: PATIENCE_MS,
  }).catch((cause: unknown) => {
    throw new Error(`not at rest: ${restless().map(({ name }) => name)}`, { cause })
  })
  const heardMs = await dieBeforeTelling(ending)
  note(`what killed instances had left untold was heard ${heardMs} ms after the next ones ran`)
  // Before anybody connects anew, which would mend what was not heard.
  const unheard = await untilRight(devices, () => allDeviceProblems(academy, devices, 'heard'))
  note('compared what was heard')
  await changeWhileAway(ending)
  // Before `show` reads the whole history, by which every count is certain.
  const miscounted = await untilRight(devices, () => badgeProblems(academy, devices))
  const unequal = await untilRight(devices, () => allDeviceProblems(academy, devices, 'everything'))
  note('compared everything')
  for (const clientId of devices.flatMap((device) => device.failed())) ledger.settled(clientId)

  for (const service of deployment.services.all) {
    if (service.pid() === undefined) ledger.problems.push(`a ${service.name} had ended by itself`)
  }
  const stored = await readStored(deployment.databaseUrl)
  const fresh = await readFresh(academy, 'asha')
  if (isCutShort) note('the time was up before everything was broken that should be')
  else if (ledger.acknowledged.size < options.messages) {
    ledger.problems.push(`only ${ledger.acknowledged.size} of ${options.messages} messages got through`)
  }
  return {
    kills: kills + deployment.services.conversation.length,
    acknowledged: ledger.acknowledged.size,
    stored: stored.messages.length,
    devices: devices.length,
    problems: [
      ...ledger.problems,
      ...storedProblems(stored, ledger),
      ...apiProblems(fresh, stored),
      ...unheard.map((problem) => `before anybody connected anew: ${problem}`),
      ...miscounted,
      ...unequal,
    ],
  }
}

async function keepLogs({ logFolder }: Deployment, seed: number, note: SeedOptions['note']): Promise<void> {
  const kept = fileURLToPath(new URL(`../../../.cache/faults/seed-${seed}`, import.meta.url))
  await cp(logFolder, kept, { recursive: true, filter: (path) => !path.includes('/uploads') })
  note(`the services' logs are kept in ${kept}`)
}

async function startDevices(t: Teardown, { url }: Deployment, ledger: Ledger): Promise<Device[]> {
  const sdk = sdkDevices.map((userId, index) => new SdkDevice({ url, userId, name: `${userId} ${index}`, ledger }))
  const raw = rawDevices.map(
    ({ userId, transports }, index) =>
      new RawDevice({ url, userId, name: `${userId} raw ${index}`, transports, ledger }),
  )
  const devices: Device[] = [...sdk, ...raw]
  t.teardown(() => {
    for (const device of devices) device.close()
  })
  await Promise.all(sdk.map((device) => device.start()))
  const ready = () => devices.every((device) => device.isConnected() && device.conversationIds().length > 0)
  await waitFor('every device to be connected', ready, { timeoutMs: PATIENCE_MS })
  return devices
}

async function write(device: Device, random: Random, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    device.act(random)
    await sleep(random.between(PACE_MS / 2, PACE_MS * 1.5), undefined, { signal }).catch(() => {})
  }
}

/** The platform changes who belongs to a batch, and what people are called, again and again. */
async function changeMembership(academy: Academy, ledger: Ledger, random: Random, signal: AbortSignal): Promise<void> {
  for (let isIn = false; !signal.aborted; isIn = !isIn) {
    await sleep(random.between(2_000, 5_000), undefined, { signal }).catch(() => {})
    const change = () => (random.chance(0.7) ? academy.putOmar(isIn) : academy.rename('quin', isIn ? 'Quin' : 'Quinn'))
    // The platform tries again later, as it has to.
    await change().catch((error: unknown) => ledger.directoryFailed(error))
  }
}

/** Waits until every device is connected and nothing is wrong any more; answers with what still is at the end. */
async function untilRight(devices: readonly Device[], look: () => Promise<string[]>): Promise<string[]> {
  let problems: string[] = []
  const right = async () => {
    const connected = devices.every((device) => device.isConnected())
    problems = connected ? await look() : ['not every device is connected again']
    return problems.length === 0
  }
  await waitFor('all devices to show what is stored', right, { timeoutMs: PATIENCE_MS, everyMs: 250 }).catch(() => {})
  return problems
}
