import { rm, writeFile } from 'node:fs/promises'
import {
  type ConversationCommands,
  type Message,
  type NewFile,
  type StoredFile,
  TouchlineError,
} from '@touchline/contracts'
import type { ContactAllowlist } from '@touchline/rules'
import type { FastifyBaseLogger } from 'fastify'
import { type FileExtension, isImage } from '../content/allowed-types.ts'
import { checkContent } from '../content/check-content.ts'
import type { Thumbnailer } from '../content/thumbnail.ts'
import { makeShownName } from '../names/shown-name.ts'
import { newStoredName, storedNameIn, thumbnailNameOf } from '../names/stored-name.ts'
import { withoutDisk } from '../storage/disk-error.ts'
import { noteUnsettled } from '../storage/unsettled.ts'
import { type Keepable, keepFiles, removeKept, type UploadFolders } from '../storage/upload-folders.ts'
import type { ReceivedUpload } from './receive-upload.ts'

interface UploadsOptions {
  commands: Pick<ConversationCommands, 'sendFile' | 'createDraftFile'>
  folders: UploadFolders
  log: FastifyBaseLogger
  allowlist: ContactAllowlist
  thumbnail: Thumbnailer
}

/** Who uploads, and to where; both checked. */
interface Caller {
  userId: string
  conversationId: string
}

interface Announced {
  /** `repeated`: the sender used this clientId before; the body holds the message of that time. */
  outcome: 'stored' | 'draft' | 'repeated'
  body: { file: StoredFile } | { message: Message }
}

export interface Uploads {
  /**
   * Checks a received file, keeps it, and makes its message or draft. Of a draft only the file counts: its text comes
   * with the message that uses it. Rejects with what the check or the conversation service answers.
   */
  store(received: ReceivedUpload, caller: Caller): Promise<Announced & { extension: FileExtension }>
}

export function createUploads({ commands, folders, log, allowlist, thumbnail }: UploadsOptions): Uploads {
  async function announce(file: NewFile, fields: ReceivedUpload['fields'], caller: Caller): Promise<Announced> {
    const { content, clientId, draft } = fields
    if (draft === 'true') return { outcome: 'draft', body: await commands.createDraftFile({ ...caller, file }) }
    const { message, created } = await commands.sendFile({
      ...caller,
      file,
      ...(content === undefined ? {} : { content }),
      ...(clientId === undefined ? {} : { clientId }),
    })
    return { outcome: created ? 'stored' : 'repeated', body: { message } }
  }

  /** Keeps the files exactly as long as a message or a draft may point to them. */
  async function keep(files: readonly Keepable[], caller: Caller, announceFile: () => Promise<Announced>) {
    const storedNames = files.map(({ storedName }) => storedName)
    const settled = await noteUnsettled(folders, { ...caller, storedNames })
    let mayBeNeeded = false
    try {
      await keepFiles(folders, files)
      mayBeNeeded = true
      const announced = await announceFile()
      mayBeNeeded = announced.outcome !== 'repeated' || storedNames.some((name) => pointsTo(announced.body, name))
      if (!mayBeNeeded) await removeKept(folders, storedNames)
      // The message is stored: a note that stays behind is the janitor's, and no reason to tell the sender of a failure.
      await settled().catch((err: unknown) => log.warn({ err }, 'the note of an upload stays for the janitor'))
      return announced
    } catch (error) {
      if (mayBeNeeded && !isRefusal(error)) {
        // Removing the file could leave a message without it. The janitor asks later whether there is one.
        log.warn({ err: error, storedNames }, 'the outcome of an upload is not known')
      } else {
        await removeKept(folders, storedNames)
          .then(settled)
          .catch((err: unknown) => log.warn({ err, storedNames }, 'the file of a refused upload stays for the janitor'))
      }
      throw withoutDisk(error)
    }
  }

  /** Makes the thumbnail beside the received file. Without one the upload goes on. */
  async function makeThumbnail(source: string, path: string, storedName: string): Promise<Keepable[]> {
    const bytes = await thumbnail(source)
    if (bytes === undefined) return []
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600, flush: true })
    return [{ path, storedName: thumbnailNameOf(storedName) }]
  }

  return {
    async store({ path, size, originalName, fields }, caller) {
      const { extension, mimeType, pixels } = await checkContent(path, originalName)
      const { name, contactKinds } = makeShownName(originalName, extension, allowlist)
      const storedName = newStoredName(name, extension, new Date())
      const thumbnailPath = `${path}.thumbnail`
      try {
        const thumbnails = isImage(extension) ? await makeThumbnail(path, thumbnailPath, storedName) : []
        const [thumbnailName] = thumbnails.map((made) => made.storedName)
        const file = {
          storedName,
          name,
          size,
          mimeType,
          contactKinds,
          ...pixels,
          ...(thumbnailName ? { thumbnailName } : {}),
        }
        const announced = await keep([{ path, storedName }, ...thumbnails], caller, () =>
          announce(file, fields, caller),
        )
        return { ...announced, extension }
      } finally {
        await rm(thumbnailPath, { force: true })
      }
    },
  }
}

function pointsTo(body: Announced['body'], storedName: string): boolean {
  const file = 'message' in body ? body.message.file : body.file
  return file !== undefined && storedNameIn(file.url) === storedName
}

/** Whether nothing was stored, for certain. A lost answer and an unexpected failure prove nothing. */
function isRefusal(error: unknown): boolean {
  return error instanceof TouchlineError && error.code !== 'UNAVAILABLE' && error.code !== 'INTERNAL'
}
