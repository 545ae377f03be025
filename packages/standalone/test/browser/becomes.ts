import { isDeepStrictEqual } from 'node:util'
import { waitFor } from '@touchline/testing'
import type { Test } from 'tap'

/**
 * Reads until the page is as it is wanted: what it shows follows what has happened, a moment later on a busy machine.
 * Where it does not become so, the test fails with what was read last.
 */
export async function becomes<Value>(
  t: Test,
  read: () => Promise<Value>,
  wanted: NoInfer<Value>,
  message = `becomes ${JSON.stringify(wanted)}`,
): Promise<void> {
  let last: Value | undefined
  const isSo = async () => {
    last = await read()
    return isDeepStrictEqual(last, wanted)
  }
  await waitFor(message, isSo).catch((error: Error) => t.comment(error.cause ?? error.message))
  t.strictSame(last, wanted, message)
}
