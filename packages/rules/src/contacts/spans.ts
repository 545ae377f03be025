/** A stretch of a text, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Order of the text. */
export function inOrder(a: Span, b: Span): number {
  return a.start - b.start || b.end - a.end
}

/** All of `first`, and those of `others` that lie clear of it and of each other, in order. */
export function withoutOverlap<T extends Span>(first: readonly T[], others: readonly T[]): T[] {
  const taken = new Set<T>(first)
  const clear: T[] = []
  for (const span of [...first, ...others].sort(inOrder)) {
    const last = clear.at(-1)
    if (last === undefined || last.end <= span.start) clear.push(span)
    else if (taken.has(span) && !taken.has(last)) clear[clear.length - 1] = span
  }
  return clear
}

/** Overlapping spans as one, with what the first of them says. */
export function united<T extends Span>(spans: readonly T[]): T[] {
  const result: T[] = []
  for (const span of [...spans].sort(inOrder)) {
    const last = result.at(-1)
    if (last === undefined || last.end <= span.start) result.push(span)
    else if (span.end > last.end) result[result.length - 1] = { ...last, end: span.end }
  }
  return result
}

/** For each of `spans` the first of `others` that it overlaps; both in order, one walk over both. */
export function overlaps<T extends Span>(spans: readonly Span[], others: readonly T[]): (T | undefined)[] {
  let at = 0
  return spans.map((span) => {
    while (at < others.length && (others[at]?.end ?? 0) <= span.start) at++
    const other = others[at]
    return other !== undefined && other.start < span.end ? other : undefined
  })
}
