import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { restRoutes } from '@touchline/contracts'
import {
  type ApiClient,
  apiClient,
  createTestDatabase,
  freePort,
  serviceToken,
  type Teardown,
  tempDir,
  testSecret,
} from '@touchline/testing'

const program = new URL('../../standalone/src/main.ts', import.meta.url).pathname

/** Touchline as `pnpm start` runs it, in a process of its own, over a database of the test's own. */
export class RealServer {
  readonly url: string
  readonly #environment: NodeJS.ProcessEnv
  #process: ChildProcess | undefined

  private constructor(url: string, environment: NodeJS.ProcessEnv) {
    this.url = url
    this.#environment = environment
  }

  static async start(t: Teardown, environment: NodeJS.ProcessEnv = {}): Promise<RealServer> {
    const database = await createTestDatabase(t, { template: 'empty', migrate: async () => {} })
    const folder = await tempDir(t)
    const port = await freePort()
    const server = new RealServer(`http://127.0.0.1:${port}`, {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: database.url,
      TOUCHLINE_DATA: folder,
      JWT_SECRET: testSecret,
      DEMO: '0',
      LOG_LEVEL: 'warn',
      RATE_LIMIT_SENDS_PER_SECOND: '0',
      ...environment,
    })
    t.teardown(() => server.end('SIGTERM'))
    await server.begin()
    return server
  }

  /** Starts the process, again after it was ended; resolves when it takes connections. */
  async begin(): Promise<void> {
    // tap puts its own loader into every process that a test starts.
    const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, program], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#process = child
    for await (const line of createInterface({ input: child.stdout })) if (line.includes('ready on')) return
    throw new Error('Touchline did not start')
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  /** The REST routes as the platform calls them. */
  get directory(): ApiClient {
    return apiClient(async ({ url, payload, ...request }) => {
      const response = await fetch(this.url + url, { ...request, ...(payload === undefined ? {} : { body: payload }) })
      const headers = Object.fromEntries(response.headers)
      return { statusCode: response.status, body: await response.text(), headers }
    }, serviceToken())
  }

  /** An Admin, a Coach, two Parents, and the batch of the last three. Answers with the batch's conversation. */
  async seed(): Promise<string> {
    const person = (id: string, role: 'admin' | 'coach' | 'parent', displayName: string) => ({ id, role, displayName })
    await this.directory.call(restRoutes.importDirectory, {
      body: {
        users: [
          person('asha', 'admin', 'Asha'),
          person('carl', 'coach', 'Carl'),
          person('pia', 'parent', 'Pia'),
          person('quin', 'parent', 'Quin'),
        ],
        batches: [],
      },
    })
    return this.putBatch(['carl', 'pia', 'quin'])
  }

  async putBatch(memberIds: string[]): Promise<string> {
    const { body } = await this.directory.call(restRoutes.putBatch, {
      params: { id: 'u12' },
      body: { name: 'Under 12', memberIds },
    })
    return body.batch.conversationId ?? ''
  }
}
