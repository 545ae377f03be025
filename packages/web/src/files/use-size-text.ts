import { useCallback } from 'react'
import { useIntl } from 'react-intl'

/** Sizes of files as people tell them: `240 kB`, `1.4 MB`. */
export function useSizeText(): (bytes: number) => string {
  const intl = useIntl()
  return useCallback(
    (bytes) => {
      const [value, unit] =
        bytes < 1_000
          ? [bytes, 'byte']
          : bytes < 1_000_000
            ? [bytes / 1_000, 'kilobyte']
            : [bytes / 1_000_000, 'megabyte']
      return intl.formatNumber(value, {
        style: 'unit',
        unit,
        // The short form of bytes is `22 byte`.
        unitDisplay: unit === 'byte' ? 'long' : 'short',
        maximumFractionDigits: value < 10 && bytes >= 1_000 ? 1 : 0,
      })
    },
    [intl],
  )
}
