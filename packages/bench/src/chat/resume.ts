import { restRoutes } from '@touchline/contracts'
import { userToken } from '@touchline/testing'
import { apiAt, asAdmin } from './academy.ts'
import type { ResumeResult, ResumeRound, Run } from './chat-plan.ts'
import { personIn, roomName, smallRooms } from './population.ts'
import { cpuSecondsByProgram } from './process-usage.ts'
import type { System } from './systems.ts'

/** What each client has missed when it comes back. */
const MISSED = 10

/** Everybody loses the connection, misses messages, and comes back in the same moment. */
export async function benchResume({ load, options, systems }: Run): Promise<ResumeResult[]> {
  const results: ResumeResult[] = []
  for (const system of systems) {
    const { apiUrl } = system
    if (apiUrl === undefined) continue
    const group = `resume ${system.name}`
    const seats = smallRooms(options.returningRooms, (room, member) => system.seat(room, member, member))
    await load.connect(group, seats)
    const rounds: ResumeRound[] = []
    for (let round = 1; round <= options.rounds; round += 1) {
      const versions = await versionsOf(system, apiUrl, options.returningRooms)
      await load.disconnect(group)
      await sayMissed(system, apiUrl, options.returningRooms)
      const before = cpuSecondsByProgram(system.pids)
      const outcome = await load.resume(
        group,
        seats.map((seat) => ({
          seat,
          apiUrl,
          token: seat.auth.token ?? '',
          version: versions.get(seat.conversationId) ?? 0,
          missed: MISSED,
        })),
      )
      const cpu = [...cpuSecondsByProgram(system.pids)].map(([program, seconds]): [string, number] => [
        program,
        ((seconds - (before.get(program) ?? 0)) * 1_000) / outcome.clients,
      ])
      rounds.push({ ...outcome, cpuMsPerClient: Object.fromEntries(cpu) })
      const shares = cpu.map(([program, ms]) => `${program} ${ms.toFixed(2)}`).join(', ')
      options.onProgress(
        `round ${round}, ${outcome.clients} clients come back, ${system.name}: all complete after ` +
          `${outcome.allCompleteMs.toFixed(0)} ms, CPU ms a client: ${shares}; ${outcome.faults} faults ${outcome.firstFault ?? ''}`,
      )
    }
    await load.disconnect(group)
    results.push({ system: system.name, rounds })
  }
  return results
}

async function versionsOf(system: System, apiUrl: string, rooms: number): Promise<Map<string, number>> {
  const versions = new Map<string, number>()
  for (let room = 0; room < rooms; room += 1) {
    const id = system.conversationOf(roomName(room))
    const { body } = await asAdmin(apiUrl).call(restRoutes.getConversation, { params: { id } })
    versions.set(id, body.conversation.version)
  }
  return versions
}

async function sayMissed(system: System, apiUrl: string, rooms: number): Promise<void> {
  for (let room = 0; room < rooms; room += 1) {
    const id = system.conversationOf(roomName(room))
    const sender = apiAt(apiUrl, userToken(personIn(roomName(room), 0)))
    const say = (nth: number) =>
      sender.call(restRoutes.sendMessage, { params: { id }, body: { content: `You were away when ${nth} was said` } })
    await Promise.all(Array.from({ length: MISSED }, (_, nth) => say(nth)))
  }
}
