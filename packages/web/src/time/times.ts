import type { IntlShape } from 'react-intl'
import { nearnessOf } from './days.ts'

export interface Times {
  /** As `7:42 pm`. */
  clock(iso: string): string
  /** As short as it can be understood: the clock today, the weekday this week, else the date. */
  brief(iso: string): string
  /** A day as a heading: `Today`, `Saturday`, `Sat, 14 March`; of another year with the year. */
  day(iso: string): string
  /** All of it: `Sat, 14 Mar, 2026, 7:42 pm`. */
  full(iso: string): string
}

/** Times of the servers in a language, and in the zone of the device. */
export function timesOf(intl: Pick<IntlShape, 'formatDate' | 'formatTime' | 'formatRelativeTime'>): Times {
  const clock = (iso: string) => intl.formatTime(iso, { hour: 'numeric', minute: '2-digit' })
  const date = (iso: string, isSameYear: boolean) =>
    intl.formatDate(iso, { day: 'numeric', month: 'short', ...(isSameYear ? {} : { year: 'numeric' }) })
  const yesterday = () => capitalized(intl.formatRelativeTime(-1, 'day', { numeric: 'auto' }))
  return {
    clock,
    brief: (iso) => {
      const nearness = nearnessOf(new Date(iso), new Date())
      if (nearness === 'today') return clock(iso)
      if (nearness === 'yesterday') return yesterday()
      if (nearness === 'week') return intl.formatDate(iso, { weekday: 'short' })
      return date(iso, nearness === 'year')
    },
    day: (iso) => {
      const nearness = nearnessOf(new Date(iso), new Date())
      if (nearness === 'today') return capitalized(intl.formatRelativeTime(0, 'day', { numeric: 'auto' }))
      if (nearness === 'yesterday') return yesterday()
      if (nearness === 'week') return intl.formatDate(iso, { weekday: 'long' })
      return intl.formatDate(iso, {
        weekday: 'short',
        day: 'numeric',
        month: 'long',
        ...(nearness === 'year' ? {} : { year: 'numeric' }),
      })
    },
    full: (iso) =>
      intl.formatDate(iso, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: 'numeric',
        minute: '2-digit',
      }),
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1)
}
