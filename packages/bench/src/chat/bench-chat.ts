import { setTimeout as sleep } from 'node:timers/promises'
import { type LoadGenerator, startLoadGenerator } from '../load/load-generator.ts'
import {
  type ChatOptions,
  type ChatPart,
  type ChatResult,
  CLUSTER,
  FLOOR,
  NO_DATABASE,
  type Run,
  type Series,
  STANDALONE,
  USUAL,
} from './chat-plan.ts'
import { benchIdle } from './idle.ts'
import { type Measured, measureSends } from './measure.ts'
import { bigRoom, smallRooms } from './population.ts'
import { benchResume } from './resume.ts'
import { type Setting, type System, startBaseline, startCluster, startFloor, startStandalone } from './systems.ts'
import { Teardowns } from './teardowns.ts'

const ROOMS = 50
const MOST_ROOMS = 100
const BIG = 1_000
/** Messages a second in each room, where the load is given. */
const ROOM_RATE = 10

/** Runs the chat benchmarks: systems and baselines by turns, so that what else the machine does hits all of them. */
export async function benchChat(options: ChatOptions): Promise<ChatResult> {
  const t = new Teardowns()
  const setting: Setting = { population: { rooms: MOST_ROOMS, big: BIG }, profileTo: options.profileTo }
  const wants = (part: ChatPart) => options.parts.includes(part)
  const picked = (name: string) => options.systems.length === 0 || options.systems.includes(name)
  try {
    const load = startLoadGenerator(t)
    const systems: System[] = []
    const start = async (name: string, starting: () => Promise<System>) => {
      if (!picked(name)) return
      options.onProgress(`starting ${name}`)
      systems.push(await starting())
    }
    if (wants('sends') || wants('big') || wants('resume')) {
      await start(USUAL, () => startBaseline(t, USUAL, { ...setting, withDatabase: true }))
      await start(NO_DATABASE, () => startBaseline(t, NO_DATABASE, { ...setting, withDatabase: false }))
      await start(FLOOR, () => startFloor(t, FLOOR, setting))
      await start(STANDALONE, () => startStandalone(t, setting))
      await start(CLUSTER, () => startCluster(t, CLUSTER, 2, setting))
    }
    const run = { load, options, systems }
    const sends = wants('sends') ? await benchSends(run) : []
    const big = wants('big') ? await benchBigRoom(run) : []
    const resume = wants('resume') ? await benchResume(run) : []
    const scale = wants('scale') ? await benchScale(load, options, setting) : []
    const idle = wants('idle') ? await benchIdle(load, options) : []
    return { sends, big, scale, idle, resume }
  } finally {
    await t.run()
  }
}

/** The same workloads at every system, round by round. */
async function inRounds(
  { load, options, systems }: Run,
  workloads: readonly { name: string; plan: (system: System) => Parameters<typeof measureSends>[2] }[],
): Promise<Series[]> {
  const series = workloads.flatMap((workload) =>
    systems.map((system) => ({ ...workload, workload: workload.name, target: system, rounds: [] as Measured[] })),
  )
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const { workload, target, plan, rounds } of series) {
      const measured = await measureSends(load, target, plan(target))
      rounds.push(measured)
      const { sendsPerSecond, cpuPerSend, cpuByProgram, ack } = measured
      const shares = Object.entries(cpuByProgram).map(([program, cpu]) => `${program} ${cpu.toFixed(0)}`)
      options.onProgress(
        `round ${round}, ${workload}, ${target.name}: ${sendsPerSecond.toFixed(0)} sends/s, ` +
          `${cpuPerSend.toFixed(0)} µs a send (${shares.join(', ')}), ack p50 ${ack.p50.toFixed(1)} ms`,
      )
    }
  }
  return series.map(({ workload, target, rounds }) => ({ workload, system: target.name, rounds }))
}

async function benchSends(run: Run): Promise<Series[]> {
  const { load, options, systems } = run
  for (const system of systems) {
    const { name, seat } = system
    await load.connect(
      name,
      smallRooms(ROOMS, (room, member) => seat(room, member, member)),
    )
    // What runs for long is compiled and has its buffers; and who came online has been told.
    await measureSends(load, system, { group: name, pace: { concurrent: 64 }, seconds: options.seconds, probes: 1 })
  }
  const workloads = options.concurrent.map((concurrent) => ({
    name: `${concurrent} concurrent`,
    plan: ({ name }: System) => ({ group: name, pace: { concurrent }, seconds: options.seconds, probes: 1 }),
  }))
  const series = await inRounds(run, workloads)
  for (const { name } of systems) await load.disconnect(name)
  return series
}

async function benchBigRoom(run: Run): Promise<Series[]> {
  const { load, options, systems } = run
  for (const system of systems) {
    const { name, seat } = system
    options.onProgress(`connecting ${BIG} people of one room, ${name}`)
    await load.connect(
      name,
      Array.from({ length: BIG }, (_, member) => seat(bigRoom, member, member)),
    )
    await measureSends(load, system, { group: name, pace: { concurrent: 16 }, seconds: options.seconds, probes: 20 })
  }
  const series = await inRounds(run, [
    {
      name: '10 sends/s',
      plan: ({ name }) => ({ group: name, pace: { perSecond: 10 }, seconds: options.seconds, probes: 20 }),
    },
    {
      name: 'full speed',
      plan: ({ name }) => ({ group: name, pace: { concurrent: 64 }, seconds: options.seconds, probes: 20 }),
    },
  ])
  for (const { name } of systems) await load.disconnect(name)
  return series
}

/** What twice the rooms cost, and what it costs to spread the same people over four instances of realtime. */
async function benchScale(load: LoadGenerator, options: ChatOptions, setting: Setting): Promise<Series[]> {
  const t = new Teardowns()
  try {
    options.onProgress('starting a cluster with four instances of realtime')
    const system = await startCluster(t, CLUSTER, 4, setting)
    const shapes = [
      { workload: '50 rooms, 1 realtime', rooms: ROOMS, instances: 1 },
      { workload: '100 rooms, 1 realtime', rooms: MOST_ROOMS, instances: 1 },
      { workload: '100 rooms, 4 realtime', rooms: MOST_ROOMS, instances: 4 },
    ].map((shape) => ({ ...shape, system: system.name, rounds: [] as Measured[] }))
    for (let round = 0; round <= options.rounds; round += 1) {
      for (const { workload, rooms, instances, rounds } of shapes) {
        await load.connect(
          workload,
          smallRooms(rooms, (room, member) => system.seat(room, member, member % instances)),
        )
        await sleep(500)
        const pace = { perSecond: rooms * ROOM_RATE }
        const measured = await measureSends(load, system, {
          group: workload,
          pace,
          seconds: options.seconds,
          probes: 1,
        })
        await load.disconnect(workload)
        options.onProgress(`${workload}: ${measured.cpuPerSend.toFixed(0)} µs a send`)
        // The first time warms up.
        if (round > 0) rounds.push(measured)
      }
    }
    return shapes.map(({ workload, system: name, rounds }) => ({ workload, system: name, rounds }))
  } finally {
    await t.run()
  }
}
