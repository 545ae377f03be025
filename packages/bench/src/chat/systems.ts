import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '@touchline/embedded'
import { startRedis, startServiceCluster, type Teardown, tempDir, testSecret, userToken } from '@touchline/testing'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { Seat } from '../load/raw-client.ts'
import { enroll } from './academy.ts'
import { type Population, personIn, roomsOf } from './population.ts'
import { startProgram } from './program.ts'

/** Something that is measured: servers that clients connect to, and all processes that do its work. */
export interface System {
  readonly name: string
  /** Where clients connect to; a set of clients is spread over as many as it wants. */
  readonly endpoints: readonly string[]
  /** The REST interface; baselines have none, and promise no order either. */
  readonly apiUrl: string | undefined
  /** All its processes but the children of these. */
  readonly pids: readonly number[]
  /** The process behind each endpoint. */
  readonly endpointPids: readonly number[]
  seat(room: string, member: number, endpoint: number): Seat
  conversationOf(room: string): string
}

/** How systems are started. */
export interface Setting {
  readonly population: Population
  /** Writes a CPU profile of each Node process into this folder when it ends. */
  readonly profileTo: string | undefined
}

const standaloneMain = fileURLToPath(new URL('../../../standalone/src/main.ts', import.meta.url))
const baselineProgram = fileURLToPath(new URL('./baseline.program.ts', import.meta.url))
const floorProgram = fileURLToPath(new URL('./floor.program.ts', import.meta.url))

function profiling({ profileTo }: Setting): Record<string, string> {
  return profileTo === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileTo}` }
}

/** `pnpm start` as it ships, with an academy of our own and no rate limit. */
export async function startStandalone(t: Teardown, setting: Setting): Promise<System> {
  const folder = await tempDir(t)
  const { url, pid } = await startProgram(t, standaloneMain, {
    env: {
      TOUCHLINE_DATA: folder,
      JWT_SECRET: testSecret,
      DEMO: '0',
      LOG_LEVEL: 'warn',
      RATE_LIMIT_SENDS_PER_SECOND: '0',
      ...profiling(setting),
    },
    logFile: join(folder, 'standalone.log'),
    readyPath: '/ready',
  })
  const conversations = await enroll(url, setting.population)
  return touchline('standalone', { endpoints: [url], apiUrl: url, pids: [pid], endpointPids: [pid], conversations })
}

/** The services as containers run them, with so many instances of realtime and one of conversation. */
export async function startCluster(t: Teardown, name: string, realtime: number, setting: Setting): Promise<System> {
  const folder = await tempDir(t)
  const [postgres, redis] = await Promise.all([startDatabase(t), startBus(t)])
  const cluster = await startServiceCluster(t, {
    databaseUrl: await postgres.createDatabase('touchline'),
    redisUrl: redis.url,
    folder,
    replicas: { realtime, conversation: 1, upload: 0 },
    env: profiling(setting),
  })
  if (setting.profileTo !== undefined) t.teardown(() => Promise.all(cluster.all.map((service) => service.stop())))
  const apiUrl = cluster.conversation[0]?.url ?? ''
  const pidsOf = (services: typeof cluster.all) => services.flatMap((service) => service.pid() ?? [])
  return touchline(name, {
    endpoints: cluster.realtime.map(({ url }) => url),
    apiUrl,
    pids: [...pidsOf(cluster.all), postgres.pid, redis.pid],
    endpointPids: pidsOf(cluster.realtime),
    conversations: await enroll(apiUrl, setting.population),
  })
}

/** Socket.IO × 2 with the Redis adapter; with a database one INSERT a message, without one nothing is stored. */
export async function startBaseline(
  t: Teardown,
  name: string,
  setting: Setting & { withDatabase: boolean },
): Promise<System> {
  const redis = await startBus(t)
  const database = setting.withDatabase ? await startBaselineDatabase(t, setting) : undefined
  return baseline(t, name, setting, {
    source: baselineProgram,
    processes: 2,
    env: { REDIS_URL: redis.url, ...database?.env },
    servers: [redis.pid, ...(database?.pids ?? [])],
    conversations: database?.conversations ?? conversationsOf(setting),
  })
}

/** What could be reached at most: one process that does nothing but store, encode and write, with the same database. */
export async function startFloor(t: Teardown, name: string, setting: Setting): Promise<System> {
  const { env, pids, conversations } = await startBaselineDatabase(t, setting)
  return baseline(t, name, setting, { source: floorProgram, processes: 1, env, servers: pids, conversations })
}

interface BaselineParts {
  readonly source: string
  readonly processes: number
  readonly env: Readonly<Record<string, string>>
  /** Process ids of the database and the like. */
  readonly servers: readonly number[]
  readonly conversations: ReadonlyMap<string, string>
}

async function baseline(t: Teardown, name: string, setting: Setting, parts: BaselineParts): Promise<System> {
  const { source, processes, env, servers, conversations } = parts
  const folder = await tempDir(t)
  const start = (nth: number) =>
    startProgram(t, source, {
      env: { ...env, ...profiling(setting) },
      logFile: join(folder, `baseline-${nth}.log`),
      readyPath: '/',
    })
  const programs = await Promise.all(Array.from({ length: processes }, (_, nth) => start(nth)))
  const endpoints = programs.map(({ url }) => url)
  const endpointPids = programs.map(({ pid }) => pid)
  return {
    name,
    endpoints,
    apiUrl: undefined,
    pids: [...endpointPids, ...servers],
    endpointPids,
    ...seating(endpoints, conversations, (conversationId, userId) => ({ conversationId, userId })),
  }
}

/** Ids of the baselines' conversations, by room. */
const conversationsOf = ({ population }: Setting): Map<string, string> =>
  new Map([...roomsOf(population).keys()].map((room) => [room, randomUUID()]))

async function startBaselineDatabase(t: Teardown, setting: Setting) {
  const conversations = conversationsOf(setting)
  const postgres = await startDatabase(t)
  const databaseUrl = await postgres.createDatabase('baseline')
  await createBaselineTables(databaseUrl, [...conversations.values()])
  return { env: { DATABASE_URL: databaseUrl }, pids: [postgres.pid], conversations }
}

function touchline(
  name: string,
  {
    conversations,
    ...parts
  }: Omit<System, 'name' | 'seat' | 'conversationOf'> & { conversations: Map<string, string> },
): System {
  return {
    name,
    ...parts,
    ...seating(parts.endpoints, conversations, (_, userId) => ({ token: userToken(userId) })),
  }
}

function seating(
  endpoints: readonly string[],
  conversations: ReadonlyMap<string, string>,
  auth: (conversationId: string, userId: string) => Seat['auth'],
): Pick<System, 'seat' | 'conversationOf'> {
  const conversationOf = (room: string) => {
    const conversationId = conversations.get(room)
    if (conversationId === undefined) throw new Error(`there is no ${room}`)
    return conversationId
  }
  return {
    conversationOf,
    seat(room, member, endpoint) {
      const conversationId = conversationOf(room)
      const url = endpoints[endpoint % endpoints.length] ?? ''
      return { url, conversationId, auth: auth(conversationId, personIn(room, member)) }
    },
  }
}

/** Postgres as standalone has it: every commit reaches the disk before it is answered. */
async function startDatabase(t: Teardown) {
  const postgres = await startPostgres({
    dataDir: join(await tempDir(t), 'postgres'),
    persistent: false,
    settings: { fsync: true, synchronous_commit: 'on' },
  })
  t.teardown(() => postgres.stop())
  return postgres
}

async function startBus(t: Teardown): Promise<{ url: string; pid: number }> {
  const { url } = await startRedis(t)
  const client = new Redis(url)
  const [, pid] = /^process_id:(\d+)/m.exec(await client.info('server')) ?? []
  client.disconnect()
  return { url, pid: Number(pid) }
}

async function createBaselineTables(databaseUrl: string, conversationIds: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`
    create table conversations (id uuid primary key, last_seq integer not null default 0);
    create table messages (
      id uuid primary key, conversation_id uuid not null references conversations (id), seq integer not null,
      sender_id text not null, content text not null, client_id text, created_at timestamptz not null default now(),
      unique (conversation_id, seq)
    )`)
  await client.query('insert into conversations (id) select * from unnest($1::uuid[])', [conversationIds])
  await client.end()
}
