import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The part of a tap test that is needed to clean up after it. Teardowns run last registered first; one that throws fails the test. */
export type Teardown = { teardown(fn: () => unknown): unknown }

/** A new empty folder that is gone after the test. */
export async function tempDir(t: Teardown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'touchline-'))
  // Under root Postgres runs as another user, who has to get to its data below.
  await chmod(folder, 0o711)
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  return folder
}
