import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '@touchline/testing'

const run = promisify(execFile)

/** The deployment's own compose file, up under a project name, secrets and ports of its own. */
export interface Compose {
  url: string
  jwtSecret: string
  /** Runs docker compose with these arguments and answers with what it prints. */
  compose(...args: string[]): Promise<string>
  /** Replicas that the gateway counts as up. */
  replicasUp(backend: string): Promise<number>
  /** Connections to replicas that the gateway could not make, so far. */
  connectionErrors(backend: string): Promise<number>
  docker(...args: string[]): Promise<string>
}

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Prepares the project without starting it. The folder takes the file of secrets. */
export async function composeProject(folder: string): Promise<Compose> {
  const project = `touchline-smoke-${randomBytes(4).toString('hex')}`
  const secret = () => randomBytes(32).toString('hex')
  const jwtSecret = secret()
  const port = await freePort()
  const envFile = join(folder, 'smoke.env')
  const variables = {
    JWT_SECRET: jwtSecret,
    INTERNAL_SECRET: secret(),
    POSTGRES_PASSWORD: secret(),
    REDIS_PASSWORD: secret(),
    GATEWAY_PORT: String(port),
    GATEWAY_TLS_PORT: String(await freePort()),
    RATE_LIMIT_SENDS_PER_SECOND: '0',
    DRAIN_SECONDS: '10',
    LOG_LEVEL: 'info',
  }
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`)
  await writeFile(envFile, lines.join(''), { mode: 0o600 })
  // What the shell has set would win over the file.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DOCKER_HOST: process.env.DOCKER_HOST }
  const docker = async (...args: string[]) => {
    const { stdout } = await run('docker', args, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 })
    return stdout
  }
  const compose = (...args: string[]) => docker('compose', '--env-file', envFile, '--project-name', project, ...args)
  const metric = async (name: string, backend: string) => {
    const ask = `exec 3<>/dev/tcp/127.0.0.1/8404; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`
    const text = await compose('exec', '-T', 'gateway', 'bash', '-c', ask)
    const line = text.split('\n').find((one) => one.startsWith(`${name}{proxy="${backend}"}`))
    return Number(line?.slice(line.lastIndexOf(' ')) ?? Number.NaN)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    jwtSecret,
    compose,
    docker,
    replicasUp: (backend) => metric('haproxy_backend_active_servers', backend),
    connectionErrors: (backend) => metric('haproxy_backend_connection_errors_total', backend),
  }
}
