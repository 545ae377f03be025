import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@touchline/embedded'
import { type Haproxy, startHaproxy } from './haproxy.ts'
import { startNameServer } from './name-server.ts'
import { repositoryRoot } from './repository-root.ts'
import { type ServiceCluster, type ServiceClusterOptions, startServiceCluster } from './service-cluster.ts'
import type { ServiceName, ServiceProcess } from './service-process.ts'
import type { Teardown } from './teardown.ts'
import { waitFor } from './wait-for.ts'

export type GatewayClusterOptions = Omit<ServiceClusterOptions, 'portOf' | 'conversationUrl' | 'onAdded'> & {
  /** Environment of the gateway, on top of what the cluster needs. */
  gatewayEnv?: Readonly<Record<string, string>>
  /** Addresses of web replicas; by default there are none. */
  web?: { addresses: readonly string[]; port: number }
}

/** The topology of docker-compose.yml as plain processes. */
export type GatewayCluster = {
  /** What clients connect to. */
  url: string
  gateway: Haproxy
  /** Where the gateway has its metrics. */
  operatorsUrl: string
  /** Between realtime or upload and conversation. */
  commands: Haproxy
  commandsUrl: string
  services: ServiceCluster
  /** Starts one more replica, and resolves when the gateway sends it requests. */
  add(name: ServiceName): Promise<ServiceProcess>
  /** Resolves when the gateway counts so many replicas as up. */
  untilUp(name: ServiceName, count: number): Promise<void>
}

/**
 * Starts the services behind a real HAProxy with the very configuration of the deployment. It finds replicas by name: the
 * name server says which run, so a replica that has ended leaves the names, and one that is frozen stays in them.
 */
export async function startGatewayCluster(t: Teardown, options: GatewayClusterOptions): Promise<GatewayCluster> {
  const { folder, gatewayEnv = {}, web, ...rest } = options
  await mkdir(folder, { recursive: true })
  const replicas: ServiceProcess[] = []
  const { address: nameServer } = await startNameServer(t, (name) => {
    if (name === 'web') return web?.addresses ?? []
    return replicas.filter((replica) => replica.name === name && replica.pid() !== undefined).map(({ host }) => host)
  })
  const ports = { conversation: await freePort(), realtime: await freePort(), upload: await freePort() }
  const [publicPort, operators] = [await freePort(), await freePort()]
  const [commandsPort, commandsOperators] = [await freePort(), await freePort()]
  const shared = {
    GATEWAY_NAMESERVER: nameServer,
    GATEWAY_SLOTS: '6',
    GATEWAY_CHECK_INTERVAL: '300ms',
    GATEWAY_CONVERSATION: `conversation:${ports.conversation}`,
  }
  const config = (name: string) => join(repositoryRoot, 'services', 'gateway', name)
  const commands = await startHaproxy(t, {
    configFile: config('commands.cfg'),
    env: {
      ...shared,
      COMMANDS_MAXCONN: '500',
      COMMANDS_BIND: `127.0.0.1:${commandsPort}`,
      COMMANDS_METRICS_BIND: `127.0.0.1:${commandsOperators}`,
    },
    operatorsUrl: `http://127.0.0.1:${commandsOperators}`,
    logFile: join(folder, 'commands.log'),
  })
  const gateway = await startHaproxy(t, {
    configFile: config('haproxy.cfg'),
    env: {
      ...shared,
      GATEWAY_MAXCONN: '2000',
      GATEWAY_BIND: `127.0.0.1:${publicPort}`,
      GATEWAY_METRICS_BIND: `127.0.0.1:${operators}`,
      GATEWAY_REALTIME: `realtime:${ports.realtime}`,
      GATEWAY_UPLOAD: `upload:${ports.upload}`,
      GATEWAY_WEB: `web:${web?.port ?? 1}`,
      ...gatewayEnv,
    },
    operatorsUrl: `http://127.0.0.1:${operators}`,
    logFile: join(folder, 'gateway.log'),
  })
  const commandsUrl = `http://127.0.0.1:${commandsPort}`
  const services = await startServiceCluster(t, {
    ...rest,
    folder,
    portOf: ports,
    conversationUrl: commandsUrl,
    onAdded: (replica) => void replicas.push(replica),
  })

  const untilUp = async (name: ServiceName, count: number) => {
    const up = async () => (await gateway.metric('haproxy_backend_active_servers', `proxy="${name}"`)) === count
    await waitFor(`${count} replicas of ${name} at the gateway`, up, { timeoutMs: 60_000, everyMs: 100 })
  }
  for (const name of ['conversation', 'realtime', 'upload'] as const) await untilUp(name, services[name].length)
  return {
    url: `http://127.0.0.1:${publicPort}`,
    gateway,
    operatorsUrl: `http://127.0.0.1:${operators}`,
    commands,
    commandsUrl,
    services,
    untilUp,
    async add(name) {
      const replica = await services.add(name)
      await untilUp(name, services[name].filter((one) => one.pid() !== undefined).length)
      return replica
    },
  }
}
