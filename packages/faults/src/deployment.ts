import { join } from 'node:path'
import {
  freePort,
  type ServiceCluster,
  type ServiceName,
  startPostgresForTest,
  startRedis,
  startServiceCluster,
  type Teardown,
  type TestPostgres,
  type TestRedis,
  tempDir,
} from '@touchline/testing'
import pg from 'pg'
import { openGateway } from './gateway.ts'
import { type Mutant, type MutantName, mutants } from './mutants.ts'
import { mutantOption, mutantVariable } from './options.ts'
import { openLink, type TcpLink } from './tcp-link.ts'

const REPLICAS = { conversation: 2, realtime: 2, upload: 1 } as const satisfies Record<ServiceName, number>

/** The stretches of network that a fault can break, by what lies at both ends. */
interface Links {
  readonly clientsToGateway: TcpLink
  /** Commands of realtime and upload, balanced over the conversation replicas. */
  readonly servicesToConversation: TcpLink
  readonly conversationToRedis: TcpLink
  readonly realtimeToRedis: TcpLink
  readonly conversationToPostgres: TcpLink
}

export type LinkName = keyof Links

/** Everything that runs, and what is between it. */
export interface Deployment {
  /** What clients connect to: the link in front of the gateway. */
  readonly url: string
  /** The gateway itself, for looks that no fault should touch. */
  readonly gatewayUrl: string
  /** Connection string past the link. */
  readonly databaseUrl: string
  readonly links: Links
  readonly services: ServiceCluster
  readonly postgres: TestPostgres
  readonly redis: TestRedis
  /** Where the services write their logs; gone after the test. */
  readonly logFolder: string
}

/**
 * Starts a Postgres and a Redis of its own, the services as processes, and a gateway, each behind links.
 *
 * @param without the protection that is taken away from the services
 */
export async function deploy(t: Teardown, without?: MutantName): Promise<Deployment> {
  const logFolder = join(await tempDir(t), 'services')
  // As in production: a commit that was acknowledged is on the disk.
  const postgres = await startPostgresForTest(t, { fsync: true })
  const redis = await startRedis(t)
  const databaseUrl = await postgres.createDatabase('touchline')
  const ports = {
    conversation: await freePorts(REPLICAS.conversation),
    realtime: await freePorts(REPLICAS.realtime),
    upload: await freePorts(REPLICAS.upload),
  }
  const gatewayPort = await openGateway(t, ports)
  const links: Links = {
    clientsToGateway: await openLink(t, [gatewayPort]),
    servicesToConversation: await openLink(t, ports.conversation),
    conversationToRedis: await openLink(t, [portOf(redis.url)]),
    realtimeToRedis: await openLink(t, [portOf(redis.url)]),
    conversationToPostgres: await openLink(t, [portOf(databaseUrl)]),
  }
  const services = await startServiceCluster(t, {
    databaseUrl: through(databaseUrl, links.conversationToPostgres),
    redisUrl: through(redis.url, links.realtimeToRedis),
    conversationUrl: urlOf(links.servicesToConversation.port),
    folder: logFolder,
    replicas: REPLICAS,
    ports,
    env: without === undefined ? {} : { NODE_OPTIONS: mutantOption, [mutantVariable]: without },
    serviceEnv: { conversation: { REDIS_URL: through(redis.url, links.conversationToRedis) } },
  })
  if (without !== undefined) await weaken(databaseUrl, mutants[without])
  return {
    url: urlOf(links.clientsToGateway.port),
    gatewayUrl: urlOf(gatewayPort),
    databaseUrl,
    links,
    services,
    postgres,
    redis,
    logFolder,
  }
}

async function weaken(databaseUrl: string, { sql }: Mutant): Promise<void> {
  if (sql === undefined) return
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) ports.add(await freePort())
  return [...ports]
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`

const portOf = (url: string) => Number(new URL(url).port)

function through(url: string, link: TcpLink): string {
  const changed = new URL(url)
  changed.port = String(link.port)
  return changed.href
}
