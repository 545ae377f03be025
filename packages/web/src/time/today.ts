import { Store } from '../store.ts'
import { dayOf } from './days.ts'

const LOOKS_EVERY_MS = 30_000

/** A moment of the day that it is for the reader; another one once it is another day. */
export const today: Store<Date> = new Store(new Date())

/** Keeps `today` true while the page stays open over midnight, or its reader travels. */
export function watchToday(): void {
  const look = () => {
    const now = new Date()
    if (dayOf(now) !== dayOf(today.getSnapshot())) today.set(now)
  }
  setInterval(look, LOOKS_EVERY_MS)
  // Timers stand still while a device sleeps: who looks at it again finds the right day at once.
  document.addEventListener('visibilitychange', look)
}
