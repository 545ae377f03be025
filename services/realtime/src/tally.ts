import { Counter, type CounterConfiguration } from 'prom-client'

/** A counter that is counted with thousands of times a second. */
export interface Tally<Label extends string> {
  inc(labels: Readonly<Record<Label, string>>, by?: number): void
}

/** What prom-client does for each increment costs more than many an event: the sums are kept here and given to it when it is asked. */
export function tally<Label extends string>(
  labelNames: readonly Label[],
  configuration: Omit<CounterConfiguration<Label>, 'labelNames' | 'collect'>,
): Tally<Label> {
  const sums = new Map<string, { readonly labels: Readonly<Record<Label, string>>; value: number }>()
  new Counter<Label>({
    ...configuration,
    labelNames,
    collect() {
      this.reset()
      for (const { labels, value } of sums.values()) this.inc(labels, value)
    },
  })
  return {
    inc(labels, by = 1) {
      let key = ''
      // Label values are names and codes: none holds a line break.
      for (const name of labelNames) key += `${labels[name]}\n`
      const sum = sums.get(key)
      if (sum === undefined) sums.set(key, { labels, value: by })
      else sum.value += by
    },
  }
}
