/** Random choices that a seed decides, so that a run can be repeated. */
export interface Random {
  /** A whole number from `from` up to and including `to`. */
  between(from: number, to: number): number
  /** True in `share` of the cases; 0 to 1. */
  chance(share: number): boolean
  /** One of them. Throws when there is none. */
  pick<Item>(items: readonly Item[]): Item
  /** All of them in another order. */
  shuffle<Item>(items: readonly Item[]): Item[]
  /** Choices of its own, which do not depend on how many others were made before. */
  fork(name: string): Random
}

/** Mulberry32, by Tommy Ettinger: 32 bits of state are plenty for choosing faults. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    between,
    chance: (share) => next() < share,
    pick(items) {
      const item = items[between(0, items.length - 1)]
      if (item === undefined) throw new Error('there is nothing to choose from')
      return item
    },
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: next() }))
        .sort((one, other) => one.place - other.place)
        .map(({ item }) => item),
    fork(name) {
      let hash = seed >>> 0
      for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
      return randomFrom(hash)
    },
  }
}
