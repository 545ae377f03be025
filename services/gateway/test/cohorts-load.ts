import type { ApiClient } from '@touchline/testing'
import { ChatLoad, type Verdict } from './chat-load.ts'
import { type Outages, outagesSince } from './outages.ts'

/** A batch whose people chat among themselves. */
export interface Cohort {
  conversationId: string
  userIds: readonly string[]
}

interface CohortsLoadOptions {
  url: string
  cohorts: readonly Cohort[]
  token(userId: string): string
  /** Messages a second in each batch. */
  sendsPerSecond: number
}

/** The load of several batches at once, as one. */
export class CohortsLoad {
  readonly #loads: readonly ChatLoad[]

  private constructor(loads: readonly ChatLoad[]) {
    this.#loads = loads
  }

  /** Resolves once every client is connected and sends. */
  static async open({ cohorts, ...options }: CohortsLoadOptions): Promise<CohortsLoad> {
    const loads: ChatLoad[] = []
    for (const cohort of cohorts) loads.push(await ChatLoad.open({ ...options, ...cohort }))
    for (const load of loads) load.chat()
    return new CohortsLoad(loads)
  }

  async untilAllOnline(): Promise<void> {
    for (const load of this.#loads) await load.untilAllOnline()
  }

  outagesSince(since: number): Outages {
    return outagesSince(
      this.#loads.flatMap(({ outages }) => outages),
      since,
    )
  }

  /** Ends the sending and compares; see `ChatLoad`. */
  async finish(api: ApiClient): Promise<Verdict> {
    const verdicts = await Promise.all(this.#loads.map((load) => load.finish(api)))
    const sum = (of: (verdict: Verdict) => number) => verdicts.reduce((total, verdict) => total + of(verdict), 0)
    return {
      acknowledged: sum(({ acknowledged }) => acknowledged),
      lost: sum(({ lost }) => lost),
      doubled: sum(({ doubled }) => doubled),
      failed: verdicts.flatMap(({ failed }) => failed),
      astray: verdicts.flatMap(({ astray }) => astray),
    }
  }

  close(): void {
    for (const load of this.#loads) load.close()
  }
}
