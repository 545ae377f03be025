import { setTimeout as sleep } from 'node:timers/promises'
import type { LoadGenerator } from '../load/load-generator.ts'
import { type ChatOptions, CLUSTER, type IdleResult, NO_DATABASE } from './chat-plan.ts'
import { PEOPLE_A_ROOM, smallRooms } from './population.ts'
import { residentBytes } from './process-usage.ts'
import { type System, startBaseline, startCluster } from './systems.ts'
import { Teardowns } from './teardowns.ts'

/**
 * After the start, and after the last handshake: who came online is told, and what was needed for the start and for the
 * handshakes is collected.
 */
const SETTLE_MS = 10_000

/** Memory of connections that do nothing, in fresh processes. */
export async function benchIdle(load: LoadGenerator, options: ChatOptions): Promise<IdleResult[]> {
  const rooms = options.idleConnections / PEOPLE_A_ROOM
  const setting = { population: { rooms, big: 1 }, profileTo: options.profileTo }
  const results: IdleResult[] = []
  const measure = async (start: (t: Teardowns) => Promise<System>) => {
    const t = new Teardowns()
    try {
      const system = await start(t)
      const [pid = 0] = system.endpointPids
      const group = `idle ${system.name}`
      await sleep(SETTLE_MS)
      const before = residentBytes(pid)
      const { seconds } = await load.connect(
        group,
        smallRooms(rooms, (room, member) => system.seat(room, member, 0)),
      )
      await sleep(SETTLE_MS)
      const grown = residentBytes(pid) - before
      await load.disconnect(group)
      const kibPerConnection = grown / 1024 / options.idleConnections
      options.onProgress(
        `${system.name}: ${kibPerConnection.toFixed(1)} KiB a connection, connected in ${seconds.toFixed(1)} s`,
      )
      results.push({
        system: system.name,
        connections: options.idleConnections,
        kibPerConnection,
        connectSeconds: seconds,
      })
    } finally {
      await t.run()
    }
  }
  options.onProgress(`connecting ${options.idleConnections} people who do nothing`)
  await measure((t) => startBaseline(t, NO_DATABASE, { ...setting, withDatabase: false }))
  await measure((t) => startCluster(t, CLUSTER, 1, setting))
  return results
}
