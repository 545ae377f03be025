import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** The folders below `UPLOAD_DIR`. They are on one file system, so that a rename between them is atomic. */
export interface UploadFolders {
  /** What is being received or made; nothing in here is served. */
  readonly tmp: string
  /** What was checked and kept, under its stored name. */
  readonly files: string
  /** One note for each upload whose message is not known to be stored or refused yet. */
  readonly unsettled: string
}

/** Makes the folders where they are missing. */
export async function openUploadFolders(uploadDir: string): Promise<UploadFolders> {
  const root = resolve(uploadDir)
  const folders = { tmp: join(root, 'tmp'), files: join(root, 'files'), unsettled: join(root, 'unsettled') }
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true })
  return folders
}

/** A file in `tmp` and the name that it is kept under. Its bytes are on the disk already (written with `flush`). */
export interface Keepable {
  path: string
  storedName: string
}

/** Moves files into `files`; when this resolves they survive a power cut. */
export async function keepFiles(folders: UploadFolders, files: readonly Keepable[]): Promise<void> {
  for (const { path, storedName } of files) await rename(path, join(folders.files, storedName))
  const folder = await open(folders.files)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Removes kept files; one that is missing already is fine. */
export async function removeKept(folders: UploadFolders, storedNames: readonly string[]): Promise<void> {
  for (const storedName of storedNames) await rm(join(folders.files, storedName), { force: true })
}
