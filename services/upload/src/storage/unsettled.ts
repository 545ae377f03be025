import { randomUUID } from 'node:crypto'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { closed, EntityId, PlatformId, validator } from '@touchline/contracts'
import Type, { type Static } from 'typebox'
import type { UploadFolders } from './upload-folders.ts'

// Between the rename of a file and the answer of the conversation service nobody knows whether a message points to it.
// When the process dies there, or the answer is lost, the note stays and the janitor finds out later. Without it a file
// would either be lost to a message that was stored, or stay for ever without one.

const Note = closed({
  userId: PlatformId,
  conversationId: EntityId,
  storedNames: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 2 }),
})
const note = validator(Note)

/** Whose upload it was, where to, and the stored names: the file first, then its thumbnail. */
export type UnsettledUpload = Static<typeof Note>

/** Notes an upload before its file is kept. The function that it answers with takes the note away. */
export async function noteUnsettled(folders: UploadFolders, upload: UnsettledUpload): Promise<() => Promise<void>> {
  const path = join(folders.unsettled, `${randomUUID()}.json`)
  await writeFile(path, JSON.stringify(upload), { flag: 'wx', mode: 0o600 })
  return () => rm(path, { force: true })
}

/** Gives every note that is older than `olderThan` to `settle`, and removes those for which it answers true. */
export async function settleOlderThan(
  folders: UploadFolders,
  olderThan: Date,
  settle: (upload: UnsettledUpload) => Promise<boolean>,
): Promise<void> {
  for (const name of await readdir(folders.unsettled)) {
    const path = join(folders.unsettled, name)
    const { mtime } = await stat(path).catch(() => ({ mtime: undefined }))
    if (mtime === undefined || mtime >= olderThan) continue
    const upload = await readNote(path)
    // What is no note (the process died while it was written) has no kept file either: the note is written first.
    if (upload === undefined || (await settle(upload))) await rm(path, { force: true })
  }
}

async function readNote(path: string): Promise<UnsettledUpload | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    return note.is(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
