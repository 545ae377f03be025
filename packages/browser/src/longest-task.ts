import type { Page } from 'playwright-core'

/** As much of Chromium's trace as is read. Times in microseconds; `tdur` is processor time. */
interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/**
 * Does something with a page, and answers for how long its main thread was busy at a stretch, at the most: the least that
 * one of its frames took, beside what the doing answers. Milliseconds of processor time, so what else the machine does in between does not count.
 *
 * @throws when the browser has told of no task
 */
export async function longestTask<Value>(
  page: Page,
  act: () => Promise<Value>,
): Promise<{ value: Value; busyMs: number }> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('The page is in no browser that can be traced')
  await browser.startTracing(page, { categories: ['toplevel'] })
  const value = await act()
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse((await browser.stopTracing()).toString())
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`
  const mainThreads = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf),
  )
  const tasks = traceEvents.filter(
    (event) => event.ph === 'X' && event.name.includes('RunTask') && mainThreads.has(threadOf(event)),
  )
  if (tasks.every(({ tdur }) => tdur === undefined)) throw new Error('The browser has told of no task')
  return { value, busyMs: tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1_000 }
}
