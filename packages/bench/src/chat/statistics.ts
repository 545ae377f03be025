import { quantile } from '../timing.ts'
import type { Measured } from './measure.ts'

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((one, other) => one - other),
    0.5,
  )
}

/** The median of the ratios that two systems have in the same round. */
export function ratioOf(
  rounds: readonly Measured[],
  base: readonly Measured[],
  figure: (measured: Measured) => number,
): number {
  return median(
    rounds.flatMap((measured, round) => {
      const other = base[round]
      return other === undefined ? [] : [figure(measured) / figure(other)]
    }),
  )
}
