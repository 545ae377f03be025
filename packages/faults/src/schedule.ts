import type { ServiceName } from '@touchline/testing'
import type { LinkName } from './deployment.ts'
import type { Random } from './random.ts'

/** A replica of a service. */
export interface Replica {
  readonly service: ServiceName
  readonly index: number
}

/** What is killed: by SIGKILL, with everything that it has in memory. */
export type Victim = Replica | { readonly server: 'postgres' | 'redis' }

/** One thing that goes wrong. Times are in milliseconds. */
export type Fault =
  /** All of them at once; started again after a while. */
  | { readonly kind: 'kill'; readonly victims: readonly Victim[]; readonly downMs: number }
  /** SIGTERM and a new process, as an update does. */
  | { readonly kind: 'replace'; readonly replica: Replica }
  /** SIGSTOP: it answers nothing and closes nothing. */
  | { readonly kind: 'freeze'; readonly replica: Replica; readonly ms: number }
  | { readonly kind: 'cut'; readonly link: LinkName }
  | { readonly kind: 'stall'; readonly link: LinkName; readonly ms: number }
  /** A device loses everything but its storage, as a page that is loaded again. */
  | { readonly kind: 'reload'; readonly device: number }

/** A fault, and how many messages more have to be acknowledged before it comes. */
export interface Planned {
  readonly afterAcknowledged: number
  readonly fault: Fault
}

/** What goes wrong, in two sequences side by side, so that a second thing breaks while the first is being mended. */
export interface Schedule {
  /** Processes that end. */
  readonly ends: readonly Planned[]
  /** Processes that hang, and what breaks between them. */
  readonly breaks: readonly Planned[]
}

const conversation = (index: number): Replica => ({ service: 'conversation', index })
const realtime = (index: number): Replica => ({ service: 'realtime', index })
const upload: Replica = { service: 'upload', index: 0 }
const postgres = { server: 'postgres' } as const
const redis = { server: 'redis' } as const

/** Each kind of process dies in every schedule; both replicas of one at once, too. */
const always: readonly (readonly Victim[])[] = [
  [conversation(0)],
  [conversation(1)],
  [realtime(0)],
  [realtime(1)],
  [upload],
  [redis],
  [postgres],
  [conversation(0), conversation(1)],
]
const further: readonly (readonly Victim[])[] = [
  ...always,
  [realtime(0), realtime(1)],
  [conversation(0), realtime(1)],
  [redis, realtime(0)],
  [postgres, conversation(1)],
  [postgres, redis],
]
const links: readonly LinkName[] = [
  'clientsToGateway',
  'servicesToConversation',
  'conversationToRedis',
  'realtimeToRedis',
  'conversationToPostgres',
]
const FURTHER_KILLS = 3
const BREAKS = 9
const DEVICES = 1_000

/** The faults of one seed. */
export function planFaults(random: Random): Schedule {
  const kills = [...always, ...Array.from({ length: FURTHER_KILLS }, () => random.pick(further))]
  const ends: Fault[] = kills.map((victims) => ({ kind: 'kill', victims, downMs: random.between(0, 1_500) }))
  ends.push({ kind: 'replace', replica: random.pick([conversation(0), realtime(0), realtime(1)]) })
  const breaks = Array.from({ length: BREAKS }, () => planBreak(random))
  const planned = (fault: Fault): Planned => ({ afterAcknowledged: random.between(5, 60), fault })
  return { ends: random.shuffle(ends).map(planned), breaks: breaks.map(planned) }
}

function planBreak(random: Random): Fault {
  const kind = random.pick(['freeze', 'cut', 'cut', 'stall', 'stall', 'reload'] as const)
  const ms = random.between(500, 4_000)
  if (kind === 'reload') return { kind, device: random.between(0, DEVICES) }
  if (kind === 'cut') return { kind, link: random.pick(links) }
  if (kind === 'stall') return { kind, link: random.pick(links), ms }
  return { kind, replica: random.pick([conversation(0), conversation(1), realtime(0), realtime(1)]), ms }
}

/** How many processes are killed. */
export function countKills({ ends }: Schedule): number {
  return ends.reduce((count, { fault }) => count + (fault.kind === 'kill' ? fault.victims.length : 0), 0)
}
