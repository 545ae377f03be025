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
  /** What .env holds now. */
  variables: Readonly<Variables>
  /** Writes other values into .env; containers that are made from then on have them. */
  set(changed: Partial<Variables>): Promise<void>
  /** Runs docker compose with these arguments and answers with what it prints. */
  compose(...args: string[]): Promise<string>
  /** Replicas that the gateway counts as up. */
  replicasUp(backend: string): Promise<number>
  /** Connections to replicas that the gateway could not make, so far. */
  connectionErrors(backend: string): Promise<number>
  docker(...args: string[]): Promise<string>
  /** Runs commands of the documentation in the checkout, for this project; answers with what they print. */
  shell(commands: string): Promise<string>
  /** The same in a folder of the test's own, for commands that write files. */
  shellInFolder(commands: string): Promise<string>
}

type Variables = Record<
  | 'JWT_SECRET'
  | 'JWT_SECRET_OLD'
  | 'INTERNAL_SECRET'
  | 'POSTGRES_PASSWORD'
  | 'REDIS_PASSWORD'
  | 'GATEWAY_PORT'
  | 'GATEWAY_TLS_PORT'
  | 'RATE_LIMIT_SENDS_PER_SECOND'
  | 'DRAIN_SECONDS'
  | 'LOG_LEVEL',
  string
>

export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** Prepares the project without starting it. The folder takes the file of secrets. */
export async function composeProject(folder: string): Promise<Compose> {
  const project = `touchline-smoke-${randomBytes(4).toString('hex')}`
  const secret = () => randomBytes(32).toString('hex')
  const port = await freePort()
  const envFile = join(folder, 'smoke.env')
  const variables: Variables = {
    JWT_SECRET: secret(),
    JWT_SECRET_OLD: '',
    INTERNAL_SECRET: secret(),
    POSTGRES_PASSWORD: secret(),
    REDIS_PASSWORD: secret(),
    GATEWAY_PORT: String(port),
    GATEWAY_TLS_PORT: String(await freePort()),
    RATE_LIMIT_SENDS_PER_SECOND: '0',
    DRAIN_SECONDS: '10',
    LOG_LEVEL: 'info',
  }
  const set = async (changed: Partial<Variables>) => {
    Object.assign(variables, changed)
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`)
    await writeFile(envFile, lines.join(''), { mode: 0o600 })
  }
  await set({})
  // What the shell has set would win over the file.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DOCKER_HOST: process.env.DOCKER_HOST }
  const docker = async (...args: string[]) => {
    const { stdout } = await run('docker', args, { cwd: repositoryRoot, env, maxBuffer: 64 * 1024 * 1024 })
    return stdout
  }
  const compose = (...args: string[]) => docker('compose', '--env-file', envFile, '--project-name', project, ...args)
  const shellIn = async (cwd: string, commands: string) => {
    const ofProject = { COMPOSE_FILE: join(repositoryRoot, 'docker-compose.yml'), COMPOSE_PROJECT_NAME: project }
    const running = run('sh', ['-euc', commands], { cwd, env: { ...env, ...ofProject, ...variables } })
    // Compose hands on what it is given, and would wait for more.
    running.child.stdin?.end()
    return (await running).stdout
  }
  const metric = async (name: string, backend: string) => {
    const ask = `exec 3<>/dev/tcp/127.0.0.1/8404; printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`
    const text = await compose('exec', '-T', 'gateway', 'bash', '-c', ask)
    const line = text.split('\n').find((one) => one.startsWith(`${name}{proxy="${backend}"}`))
    return Number(line?.slice(line.lastIndexOf(' ')) ?? Number.NaN)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    variables,
    set,
    compose,
    docker,
    shell: (commands) => shellIn(repositoryRoot, commands),
    shellInFolder: (commands) => shellIn(folder, commands),
    replicasUp: (backend) => metric('haproxy_backend_active_servers', backend),
    connectionErrors: (backend) => metric('haproxy_backend_connection_errors_total', backend),
  }
}
