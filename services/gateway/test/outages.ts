/** A time without a connection, as a client saw it, in milliseconds since 1970. */
export interface Outage {
  lostAt: number
  backAt: number
}

export interface Outages {
  count: number
  longestMs: number
  /** How many came back in the first second in which one did, in the second after it, and so on. */
  histogram: number[]
}

/** Those that began since then. */
export function outagesSince(all: readonly Outage[], since: number): Outages {
  const outages = all.filter(({ lostAt }) => lostAt >= since)
  const first = Math.min(...outages.map(({ backAt }) => backAt))
  const histogram: number[] = []
  for (const { backAt } of outages) {
    const second = Math.floor((backAt - first) / 1_000)
    for (let n = histogram.length; n <= second; n += 1) histogram.push(0)
    histogram[second] = (histogram[second] ?? 0) + 1
  }
  return {
    count: outages.length,
    longestMs: Math.max(0, ...outages.map((one) => one.backAt - one.lostAt)),
    histogram,
  }
}

/** The same in words. */
export function inWords({ count, longestMs, histogram }: Outages): string {
  return `${count} reconnects, by second ${histogram.join(', ')}; the longest outage ${longestMs} ms`
}
