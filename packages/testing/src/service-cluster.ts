import { randomInt } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@touchline/embedded'
import { type ServiceName, type ServiceProcess, startServiceProcess } from './service-process.ts'
import type { Teardown } from './teardown.ts'
import { testSecret } from './tokens.ts'

export type ServiceClusterOptions = {
  databaseUrl: string
  redisUrl: string
  /** For uploads and logs; the caller removes it. */
  folder: string
  /** Replicas of each service, default one. */
  replicas?: Partial<Record<ServiceName, number>>
  /**
   * One port for all replicas of a service, each on a loopback address of its own, as containers have it; for a load
   * balancer that finds them by name. Default: all on 127.0.0.1, each on a port of its own.
   */
  portOf?: Readonly<Record<ServiceName, number>>
  /** Called with each replica once it is ready. */
  onAdded?(replica: ServiceProcess): void
  /** Where realtime and upload find conversation; default its first replica, as there is no gateway between them here. */
  conversationUrl?: string
  /** The ports of the first replicas, where something has to know them before; else free ones. */
  ports?: Partial<Record<ServiceName, readonly number[]>>
  /** Further environment of every service, or other values. */
  env?: Readonly<Record<string, string>>
  /** The same for the replicas of single services. */
  serviceEnv?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>
}

/** The services as plain processes, each replica on a port of its own. */
export type ServiceCluster = {
  conversation: readonly ServiceProcess[]
  realtime: readonly ServiceProcess[]
  upload: readonly ServiceProcess[]
  /** All of them. */
  all: readonly ServiceProcess[]
  /** Starts one more replica of a service. */
  add(name: ServiceName): Promise<ServiceProcess>
  /** The environment that its services share. */
  env: Readonly<Record<string, string>>
}

/** The secret between the services of a cluster under test. */
export const testInternalSecret = 'the internal secret of the tests'

/**
 * Starts the services as a deployment would, without a gateway: conversation first, then the others, and resolves when all
 * of them are ready. The database is migrated by conversation itself.
 */
export async function startServiceCluster(t: Teardown, options: ServiceClusterOptions): Promise<ServiceCluster> {
  const { databaseUrl, redisUrl, folder, replicas = {} } = options
  await mkdir(folder, { recursive: true })
  const started: Record<ServiceName, ServiceProcess[]> = { conversation: [], realtime: [], upload: [] }
  const all: ServiceProcess[] = []
  const env: Record<string, string> = {
    LOG_LEVEL: 'warn',
    DRAIN_SECONDS: '1',
    JWT_SECRET: testSecret,
    INTERNAL_SECRET: testInternalSecret,
    RATE_LIMIT_SENDS_PER_SECOND: '0',
    REDIS_URL: redisUrl,
    UPLOAD_DIR: join(folder, 'uploads'),
    ...options.env,
  }
  const count: Record<ServiceName, number> = { conversation: 0, realtime: 0, upload: 0 }
  const add = async (name: ServiceName): Promise<ServiceProcess> => {
    const place = options.portOf === undefined ? {} : { host: loopbackAddress() }
    const index = count[name]
    count[name] += 1
    const service = await startServiceProcess(t, name, {
      env: {
        ...env,
        ...(name === 'conversation'
          ? { DATABASE_URL: databaseUrl }
          : { CONVERSATION_URL: options.conversationUrl ?? started.conversation[0]?.url ?? '' }),
        ...options.serviceEnv?.[name],
      },
      ...place,
      port: options.portOf?.[name] ?? options.ports?.[name]?.[index] ?? (await freePort()),
      logFile: join(folder, `${name}-${index}.log`),
    })
    started[name].push(service)
    all.push(service)
    options.onAdded?.(service)
    return service
  }
  const addReplicas = (name: ServiceName) => Promise.all(Array.from({ length: replicas[name] ?? 1 }, () => add(name)))
  await addReplicas('conversation')
  await Promise.all([addReplicas('realtime'), addReplicas('upload')])
  return { ...started, all, add, env }
}

/** One of the sixteen million, so that tests side by side do not meet. */
function loopbackAddress(): string {
  return `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`
}
