import { join } from 'node:path'
import { restRoutes } from '@touchline/contracts'
import { startPostgres } from '@touchline/embedded'
import { type ApiClient, startRedis, startServiceCluster, tempDir, userToken } from '@touchline/testing'
import pg from 'pg'
import { apiAt } from '../chat/academy.ts'
import { cpuSecondsByProgram } from '../chat/process-usage.ts'
import { Teardowns } from '../chat/teardowns.ts'
import { enrollReaders, READER_CONVERSATIONS, reader } from './academy-of-reads.ts'
import { type DatabaseCost, type DatabaseWatch, watchDatabase, watchSettings } from './database-watch.ts'
import type { ReadResult, ReadsResult } from './reads-plan.ts'
import { storeHistory } from './stored-history.ts'

interface ReadsOptions {
  /** How many messages are stored before anything is read. */
  readonly messages: number
  onProgress(text: string): void
}

/** Database time that the issue asks for, in milliseconds. */
const LIMIT_MS = 5
/** Reads that concern a person as a whole are repeated so often. */
const REPEATS = 20
/** CPU is counted in hundredths of a second: it takes so many reads to see what one uses. */
const READS_FOR_CPU = 100

/**
 * Database time of what clients read, by the conversation service as it ships, from a Postgres that holds very many messages.
 * Postgres itself says what its statements took and how they were planned.
 */
export async function benchReads({ messages, onProgress }: ReadsOptions): Promise<ReadsResult> {
  const t = new Teardowns()
  try {
    const postgres = await startPostgres({
      dataDir: join(await tempDir(t), 'postgres'),
      persistent: false,
      // The last two are for the making of the history; what is read is not touched by them.
      settings: { ...watchSettings, max_wal_size: '16GB', maintenance_work_mem: '512MB' },
    })
    t.teardown(() => postgres.stop())
    const databaseUrl = await postgres.createDatabase('touchline')
    const { conversation } = await startServiceCluster(t, {
      databaseUrl,
      redisUrl: (await startRedis(t)).url,
      folder: await tempDir(t),
      replicas: { conversation: 1, realtime: 0, upload: 0 },
    })
    const url = conversation[0]?.url ?? ''
    onProgress('writing the directory')
    await enrollReaders(url)
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    t.teardown(() => client.end())
    const startedAt = performance.now()
    const stored = await storeHistory(client, messages, onProgress)
    const storedInSeconds = (performance.now() - startedAt) / 1_000
    const { rows } = await client.query<{ mib: number }>(
      'select (pg_database_size(current_database()) / 1048576)::float8 as mib',
    )
    const watch = await watchDatabase(client, postgres.logFile)
    const reads = await measureAll(apiAt(url, userToken(reader)), {
      client,
      watch,
      postgresPid: postgres.pid,
      onProgress,
    })
    return { messages: stored, databaseMiB: rows[0]?.mib ?? Number.NaN, storedInSeconds, reads }
  } finally {
    await t.run()
  }
}

function cpuOf(postgresPid: number): number {
  return [...cpuSecondsByProgram([postgresPid]).values()].reduce((sum, seconds) => sum + seconds, 0)
}

interface Place {
  readonly id: string
  readonly version: number
  readonly lastSeq: number
  readonly lastMessageId: string
}

interface Measuring {
  readonly client: pg.Client
  readonly watch: DatabaseWatch
  readonly postgresPid: number
  onProgress(text: string): void
}

async function measureAll(
  api: ApiClient,
  { client, watch, postgresPid, onProgress }: Measuring,
): Promise<ReadResult[]> {
  const places = await listAll(api)
  if (places.length !== READER_CONVERSATIONS) throw new Error(`the list holds ${places.length} conversations`)
  const results: ReadResult[] = []
  async function measure<Item>(
    what: string,
    limitMs: number | undefined,
    items: readonly Item[],
    read: (item: Item) => Promise<unknown>,
  ): Promise<void> {
    const [first] = items
    if (first === undefined) throw new Error('nothing to read')
    // What is measured has been read before, as what people read has: the newest is in memory.
    const seqScans = await watch.seqScansOf(() => read(first))
    const rounds = Math.ceil(READS_FOR_CPU / items.length)
    const before = cpuOf(postgresPid)
    for (let round = 0; round < rounds; round += 1) for (const item of items) await read(item)
    const cpuMs = ((cpuOf(postgresPid) - before) * 1_000) / (rounds * items.length)
    const costs: DatabaseCost[] = []
    for (const item of items) costs.push(await watch.costOf(() => read(item)))
    const mean = costs.reduce((sum, { ms }) => sum + ms, 0) / costs.length
    onProgress(`${what}: ${mean.toFixed(2)} ms of database time on average, ${cpuMs.toFixed(2)} ms of CPU`)
    results.push({ what, limitMs, costs, cpuMs, seqScans })
  }
  const often = Array.from({ length: REPEATS }, (_, nth) => nth)
  const history = (id: string, query: { before?: number; after?: number }) =>
    api.call(restRoutes.listMessages, { params: { id }, query: { ...query, limit: 50 } })
  const sync = (versions: Record<string, number>) => api.call(restRoutes.sync, { body: { versions } })
  const versionsBehind = (missed: number) => Object.fromEntries(places.map(({ id, version }) => [id, version - missed]))

  await measure(`list of ${places.length} conversations, with unread counts`, LIMIT_MS, often, () => listAll(api))
  await measure('one conversation', LIMIT_MS, places, ({ id }) =>
    api.call(restRoutes.getConversation, { params: { id } }),
  )
  await measure('newest 50 messages', LIMIT_MS, places, ({ id }) => history(id, {}))
  await measure('50 messages in the middle', LIMIT_MS, places, ({ id, lastSeq }) =>
    history(id, { before: Math.floor(lastSeq / 2) }),
  )
  await measure('50 messages after a seq', LIMIT_MS, places, ({ id, lastSeq }) =>
    history(id, { after: Math.floor(lastSeq / 3) }),
  )
  await measure('50 changes', LIMIT_MS, places, ({ id, version }) =>
    api.call(restRoutes.listChanges, { params: { id }, query: { since: version - 51, limit: 50 } }),
  )
  await measure('readers of a message', LIMIT_MS, places, ({ id, lastMessageId }) =>
    api.call(restRoutes.listReaders, { params: { id, messageId: lastMessageId } }),
  )
  const [busiest] = places
  if (busiest === undefined) throw new Error('nothing to read')
  await measure('sync, nothing missed', undefined, often, () => sync(versionsBehind(0)))
  await measure('sync, ten missed in one conversation', undefined, often, () =>
    sync({ ...versionsBehind(0), [busiest.id]: busiest.version - 10 }),
  )
  await measure('sync, five missed in each', undefined, often, () => sync(versionsBehind(5)))
  await measure('sync, holding nothing', undefined, often, () => sync({}))
  await measure('all read, and the unread count after it', LIMIT_MS, places, ({ id, lastMessageId }) =>
    api.call(restRoutes.markRead, { params: { id }, body: { upTo: lastMessageId } }),
  )
  // As while everybody talks and reads: nothing of what is noted of who takes part is up to date, nor brought up to date.
  await client.query('update conversations set updated_at = now()')
  await client.query('update participants set noted_read_seq = null')
  await measure(`list of ${places.length} conversations, everybody active`, undefined, often, () => listAll(api))
  return results
}

async function listAll(api: ApiClient): Promise<Place[]> {
  const places: Place[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = { limit: 100, ...(cursor === undefined ? {} : { cursor }) }
    const { body } = await api.call(restRoutes.listConversations, { query })
    for (const { _id: id, version, lastSeq, lastMessage } of body.conversations) {
      places.push({ id, version, lastSeq, lastMessageId: lastMessage?._id ?? '' })
    }
    cursor = body.nextCursor
  }
  return places
}
