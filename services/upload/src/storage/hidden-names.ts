import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { removeKept, type UploadFolders } from './upload-folders.ts'

/** A stored name of which the conversation service has hidden what was made of the original, and its unique rest. */
const HIDDEN_NAME = /^hidden(-\d{13}-[0-9a-f]{16}\.[a-z.]+)$/
/** What stands before the unique rest. */
const STEM = /^.*(?=-\d{13}-[0-9a-f]{16}\.)/su

/** The stored name that the file has once its name is hidden. */
export function hiddenNameOf(storedName: string): string {
  return storedName.replace(STEM, 'hidden')
}

/**
 * Gives a kept file the stored name that its message has by now: a name that turned out to be a part of a contact is hidden
 * afterwards, all but the moment and the random part that make it unique. Answers whether the file is there now. Any number
 * of instances may do it at once.
 */
export async function followHiddenName({ files }: UploadFolders, storedName: string): Promise<boolean> {
  const rest = HIDDEN_NAME.exec(storedName)?.[1]
  if (rest === undefined) return false
  const names = await readdir(files)
  const old = names.find((name) => name.endsWith(rest))
  if (old === undefined) return false
  if (old === storedName) return true
  return rename(join(files, old), join(files, storedName)).then(
    () => true,
    // Another instance was first.
    async () => (await readdir(files)).includes(storedName),
  )
}

/** Removes kept files, whether they lie under the name given here, its hidden form, or the one it had before it was hidden. */
export async function removeUnderAnyName(folders: UploadFolders, storedNames: readonly string[]): Promise<void> {
  for (const storedName of storedNames) {
    await followHiddenName(folders, storedName)
    await removeKept(folders, [storedName, hiddenNameOf(storedName)])
  }
}
