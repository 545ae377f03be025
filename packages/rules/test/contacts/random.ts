/** Random choices that are the same in every run: a linear congruential generator with a fixed seed. */
export interface Random {
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number
  pick<T>(choices: readonly [T, ...T[]]): T
  /** Replaces X by any digit, N by 2 to 9 and M by 6 to 9. */
  digits(pattern: string): string
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const integer = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    integer,
    pick: (choices) => choices[integer(0, choices.length - 1)] ?? choices[0],
    digits: (pattern) =>
      pattern.replace(/[XNM]/g, (kind) => String(integer(kind === 'X' ? 0 : kind === 'N' ? 2 : 6, 9))),
  }
}
