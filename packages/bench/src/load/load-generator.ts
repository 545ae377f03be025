import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Teardown } from '@touchline/testing'
import type { LoadReply, LoadRequest, ResumeOutcome, Returning, SendOutcome, SendPlan } from './load-protocol.ts'
import type { Seat } from './raw-client.ts'

/** The load generator's process; it does one task at a time. Each rejects with what went wrong over there. */
export interface LoadGenerator {
  /** Connects, a few at a time, and keeps the connections under this name. */
  connect(group: string, seats: readonly Seat[]): Promise<{ seconds: number }>
  disconnect(group: string): Promise<object>
  send(plan: SendPlan): Promise<SendOutcome>
  /** Connects all at once, and keeps the connections under this name. */
  resume(group: string, clients: readonly Returning[]): Promise<ResumeOutcome>
}

/** Starts it; it is killed in the teardown. */
export function startLoadGenerator(t: Teardown): LoadGenerator {
  const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { serialization: 'json' })
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const gone = once(child, 'exit').then(() => Promise.reject(new Error('the load generator has ended')))
  gone.catch(() => {})

  async function ask<Answer>(request: LoadRequest): Promise<Answer> {
    const answered: Promise<[LoadReply<Answer>]> = once(child, 'message').then(([reply]) => [reply])
    child.send(request)
    const [reply] = await Promise.race([answered, gone])
    if ('error' in reply) throw new Error(`the load generator failed: ${reply.error}`)
    return reply.answer
  }
  return {
    connect: (group, seats) => ask({ task: 'connect', ask: { group, seats } }),
    disconnect: (group) => ask({ task: 'disconnect', ask: { group } }),
    send: (plan) => ask({ task: 'send', ask: plan }),
    resume: (group, clients) => ask({ task: 'resume', ask: { group, clients } }),
  }
}
