import { type Message, type NewFile, type StoredFile, TouchlineError } from '@touchline/contracts'
import { canUpload } from '@touchline/rules'
import type { ContactGuard } from '../contacts/contact-guard.ts'
import { insertFindings } from '../contacts/findings.repository.ts'
import { findPlace } from '../conversations/place.ts'
import type { Database } from '../database/database.ts'
import { inTransaction } from '../database/in-transaction.ts'
import { toStoredFile } from '../messages/message-row.ts'
import type { SendService } from '../messages/send.service.ts'
import { requireActive } from '../people/people.service.ts'
import {
  deleteDraft,
  deleteDraftsOlderThan,
  insertFile,
  type ReadableFile,
  selectReadable,
} from './files.repository.ts'

export interface FilesService {
  /** Rule 4, asked before the body is read. Throws what refuses it. */
  authorize(userId: string, conversationId: string): Promise<void>
  createDraft(userId: string, conversationId: string, file: NewFile): Promise<StoredFile>
  /** Stores a message with a file. A file whose message is not stored is not kept either. */
  sendFile(
    userId: string,
    conversationId: string,
    file: NewFile,
    message: { content?: string | undefined; clientId?: string | undefined },
  ): Promise<{ message: Message; created: boolean }>
  readable(userId: string, storedNames: readonly string[]): Promise<ReadableFile[]>
  /** Answers with the stored names of the drafts that it forgot. */
  expireDrafts(olderThanSeconds: number): Promise<string[]>
}

interface FilesServiceOptions {
  database: Database
  sender: SendService
  guard: ContactGuard
}

export function createFilesService({ database, sender, guard }: FilesServiceOptions): FilesService {
  const { kysely } = database

  async function authorize(userId: string, conversationId: string): Promise<void> {
    const decision = canUpload(await findPlace(kysely, userId, conversationId))
    if (!decision.allowed) throw new TouchlineError(decision.code)
  }

  async function keep(userId: string, conversationId: string, file: NewFile) {
    await authorize(userId, conversationId)
    const { contactKinds = [], ...rest } = file
    const { text: name, kinds } = guard.hide(file.name)
    // The upload service has hidden what stood in the original name, and says what it was.
    const hidden = [...contactKinds, ...kinds]
    const row = await inTransaction(kysely, async (tx) => {
      const finding = { place: 'fileName', userId, conversationId } as const
      await insertFindings(
        tx,
        hidden.map((kind) => ({ ...finding, kind })),
      )
      return insertFile(tx, { ...rest, name }, { conversationId, uploaderId: userId })
    })
    guard.count('fileName', hidden)
    return row
  }

  return {
    authorize,

    async createDraft(userId, conversationId, file) {
      return toStoredFile(await keep(userId, conversationId, file))
    },

    async sendFile(userId, conversationId, file, { content, clientId }) {
      const row = await keep(userId, conversationId, file)
      const send = { senderId: userId, conversationId, messageType: 'file', fileId: row.id } as const
      try {
        const result = await sender.send({
          ...send,
          ...(content === undefined ? {} : { content }),
          ...(clientId === undefined ? {} : { clientId }),
        })
        if (!result.created) await deleteDraft(kysely, row.id)
        return result
      } catch (error) {
        // Where the outcome is not known the draft stays: it expires by itself if no message came to use it.
        if (!(error instanceof TouchlineError && error.code === 'UNAVAILABLE')) await deleteDraft(kysely, row.id)
        throw error
      }
    },

    async readable(userId, storedNames) {
      await requireActive(kysely, userId)
      return selectReadable(kysely, userId, storedNames)
    },

    expireDrafts: (olderThanSeconds) => deleteDraftsOlderThan(kysely, olderThanSeconds),
  }
}
