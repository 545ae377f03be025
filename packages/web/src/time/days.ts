/** How a moment is best told beside a list entry: by the clock, by the weekday, or by the date. */
export type Nearness = 'today' | 'yesterday' | 'week' | 'year' | 'older'

const DAY_MS = 86_400_000

/** The day of a moment in the reader's zone, as a number that grows by one a day. */
export function dayOf(at: Date): number {
  return Math.round(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / DAY_MS)
}

/** How far a moment lies back, in the days of the reader's zone. */
export function nearnessOf(at: Date, now: Date): Nearness {
  const days = dayOf(now) - dayOf(at)
  if (days <= 0) return 'today'
  if (days === 1) return 'yesterday'
  if (days < 7) return 'week'
  return at.getFullYear() === now.getFullYear() ? 'year' : 'older'
}
