import { setTimeout as sleep } from 'node:timers/promises'
import type { ServiceProcess } from '@touchline/testing'
import type { Deployment } from './deployment.ts'
import type { Device } from './device.ts'
import type { Ledger } from './ledger.ts'
import type { Fault, Planned, Replica, Schedule, Victim } from './schedule.ts'

/** Where a fault is applied, and what is told of it. */
interface Scene {
  readonly deployment: Deployment
  readonly devices: readonly Device[]
  readonly ledger: Ledger
  /** No fault begins after this moment, in milliseconds since the epoch. */
  readonly until: number
  /** Told each fault as it comes. */
  note(text: string): void
}

/** While everything is down nothing is acknowledged; the next fault then comes after so long, in milliseconds. */
const LONGEST_PAUSE_MS = 3_000

/**
 * Carries out the schedule. Resolves when all of it is mended again and every process is ready; answers with how many
 * processes were killed.
 */
export async function breakThings({ ends, breaks }: Schedule, scene: Scene): Promise<number> {
  const done = await Promise.all([inTurn(ends, scene), inTurn(breaks, scene)])
  return done.flat().reduce((count, fault) => count + (fault.kind === 'kill' ? fault.victims.length : 0), 0)
}

async function inTurn(faults: readonly Planned[], scene: Scene): Promise<Fault[]> {
  const { ledger, until } = scene
  const done: Fault[] = []
  for (const { afterAcknowledged, fault } of faults) {
    if (Date.now() > until) break
    const reached = ledger.reach(ledger.acknowledged.size + afterAcknowledged)
    await Promise.race([reached, sleep(LONGEST_PAUSE_MS, undefined, { ref: false })])
    scene.note(textOf(fault))
    await apply(fault, scene)
    done.push(fault)
  }
  return done
}

async function apply(fault: Fault, { deployment, devices, ledger }: Scene): Promise<void> {
  const { links } = deployment
  switch (fault.kind) {
    case 'kill': {
      const victims = fault.victims.map((victim) => processOf(victim, deployment))
      for (const { name, hasEnded } of victims) if (hasEnded()) ledger.problems.push(`${name} had ended by itself`)
      await Promise.all(victims.map((victim) => victim.kill()))
      await sleep(fault.downMs)
      await Promise.all(victims.map((victim) => victim.start()))
      return
    }
    case 'replace': {
      const service = replicaOf(fault.replica, deployment)
      const code = await service.stop()
      if (code !== 0) ledger.problems.push(`${nameOf(fault.replica)} ended with ${code} at SIGTERM`)
      return service.start()
    }
    case 'freeze': {
      const service = replicaOf(fault.replica, deployment)
      service.freeze()
      await sleep(fault.ms)
      service.thaw()
      return
    }
    case 'cut':
      links[fault.link].cut()
      return
    case 'stall':
      links[fault.link].stall()
      await sleep(fault.ms)
      links[fault.link].restore()
      return
    case 'reload':
      return devices[fault.device % devices.length]?.reload()
  }
}

interface Killable {
  readonly name: string
  hasEnded(): boolean
  kill(): Promise<void>
  start(): Promise<void>
}

function processOf(victim: Victim, deployment: Deployment): Killable {
  if ('server' in victim) {
    const server = deployment[victim.server]
    return { name: victim.server, hasEnded: () => false, kill: () => server.kill(), start: () => server.start() }
  }
  const service = replicaOf(victim, deployment)
  return {
    name: nameOf(victim),
    hasEnded: () => service.pid() === undefined,
    kill: () => service.kill(),
    start: () => service.start(),
  }
}

function replicaOf(replica: Replica, { services }: Deployment): ServiceProcess {
  const service = services[replica.service][replica.index]
  if (service === undefined) throw new Error(`there is no ${nameOf(replica)}`)
  return service
}

const nameOf = ({ service, index }: Replica) => `${service} ${index}`

/** A fault as the log of a run names it. */
function textOf(fault: Fault): string {
  switch (fault.kind) {
    case 'kill': {
      const names = fault.victims.map((victim) => ('server' in victim ? victim.server : nameOf(victim)))
      return `kill ${names.join(' and ')} for ${fault.downMs} ms`
    }
    case 'replace':
      return `replace ${nameOf(fault.replica)}`
    case 'freeze':
      return `freeze ${nameOf(fault.replica)} for ${fault.ms} ms`
    case 'cut':
      return `cut ${fault.link}`
    case 'stall':
      return `stall ${fault.link} for ${fault.ms} ms`
    case 'reload':
      return `reload device ${fault.device}`
  }
}
