import { setTimeout as sleep } from 'node:timers/promises'

export type WaitOptions = {
  /** Deadline in milliseconds, default 30,000: a deadline that only a hang reaches, however busy the machine. */
  timeoutMs?: number
  /** Time between two looks in milliseconds, default 20. */
  everyMs?: number
}

/**
 * Looks until the condition gives something other than false, null or undefined, and returns that. For what can be
 * observed but not awaited; prefer an event or an acknowledgement where there is one.
 *
 * @throws at the deadline, naming what was waited for and the last error of the condition itself
 */
export async function waitFor<Found>(
  what: string,
  condition: () => Found | Promise<Found>,
  { timeoutMs = 30_000, everyMs = 20 }: WaitOptions = {},
): Promise<Exclude<Found, false | null | undefined>> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    let problem: unknown
    try {
      const found = await condition()
      if (isPresent(found)) return found
    } catch (error) {
      problem = error
    }
    if (Date.now() >= deadline) {
      throw new Error(`waited ${timeoutMs} ms for ${what}`, problem === undefined ? {} : { cause: problem })
    }
    await sleep(everyMs)
  }
}

function isPresent<Found>(found: Found): found is Exclude<Found, false | null | undefined> {
  return found !== false && found !== null && found !== undefined
}
