import { TouchlineError } from '@touchline/contracts'

/** What a caller may see of an error: one of the file system (full, read-only, gone) is `UNAVAILABLE`, as it may pass. */
export function withoutDisk(error: unknown): unknown {
  const isOfDisk = error instanceof Error && 'syscall' in error && 'path' in error
  return isOfDisk ? new TouchlineError('UNAVAILABLE', undefined, { cause: error }) : error
}
