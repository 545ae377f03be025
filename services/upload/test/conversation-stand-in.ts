import { type CommandReply, DOWNLOAD_PREFIX, type NewFile, TouchlineError } from '@touchline/contracts'
import type { UploadCommands } from '../src/index.ts'

type Sent = CommandReply<'sendFile'>['message']

interface Kept {
  conversationId: string
  uploaderId: string
  file: NewFile
  isDraft: boolean
}

/** As much of the conversation service as uploads need, in memory: batch conversation `batch`, direct one `direct`. */
export class ConversationStandIn implements UploadCommands {
  readonly members = new Map([
    ['batch', new Set(['coach', 'parent', 'admin'])],
    ['direct', new Set(['coach', 'admin'])],
  ])
  readonly deactivated = new Set<string>()
  readonly kept = new Map<string, Kept>()
  readonly messages = new Map<string, Sent>()
  /** Names of the commands that were asked, in order. */
  readonly asked: string[] = []
  /** What `sendFile` and `createDraftFile` do in place of storing, or after it. */
  before: () => Promise<void> = async () => undefined
  after: () => Promise<void> = async () => undefined

  authorizeUpload: UploadCommands['authorizeUpload'] = async ({ userId, conversationId }) => {
    this.asked.push('authorizeUpload')
    this.#requireActive(userId)
    if (!this.members.get(conversationId)?.has(userId)) throw new TouchlineError('CONVERSATION_NOT_FOUND')
    if (conversationId === 'direct') throw new TouchlineError('RULE_FILES_BATCH_ONLY')
    return {}
  }

  sendFile: UploadCommands['sendFile'] = async ({ userId, conversationId, file, content = '', clientId }) => {
    this.asked.push('sendFile')
    await this.before()
    const key = `${conversationId} ${userId} ${clientId ?? file.storedName}`
    const stored = this.messages.get(key)
    if (stored !== undefined) return { message: stored, created: false }
    const message: Sent = {
      _id: `m${this.messages.size + 1}`,
      conversationId,
      seq: this.messages.size + 1,
      version: this.messages.size + 1,
      senderId: userId,
      senderName: 'Somebody',
      messageType: 'file',
      content,
      file: this.#keep(userId, conversationId, file, false),
      ...(clientId === undefined ? {} : { clientId }),
      createdAt: new Date().toISOString(),
    }
    this.messages.set(key, message)
    await this.after()
    return { message, created: true }
  }

  createDraftFile: UploadCommands['createDraftFile'] = async ({ userId, conversationId, file }) => {
    this.asked.push('createDraftFile')
    await this.before()
    return { file: this.#keep(userId, conversationId, file, true) }
  }

  findFiles: UploadCommands['findFiles'] = async ({ userId, storedNames }) => {
    this.asked.push('findFiles')
    this.#requireActive(userId)
    const files = storedNames.flatMap((storedName) => {
      const kept = this.kept.get(storedName)
      if (kept === undefined || !this.members.get(kept.conversationId)?.has(userId)) return []
      if (kept.isDraft && kept.uploaderId !== userId) return []
      const { name, mimeType, size, thumbnailName } = kept.file
      return [{ storedName, name, mimeType: storedName === thumbnailName ? 'image/webp' : mimeType, size }]
    })
    return { files }
  }

  expireDrafts: UploadCommands['expireDrafts'] = async () => {
    this.asked.push('expireDrafts')
    const storedNames = [...this.kept].filter(([, { isDraft }]) => isDraft).map(([name]) => name)
    for (const name of storedNames) this.kept.delete(name)
    return { storedNames }
  }

  #keep(uploaderId: string, conversationId: string, file: NewFile, isDraft: boolean) {
    const { storedName, name, size, mimeType, width, height, thumbnailName } = file
    const kept = { conversationId, uploaderId, file, isDraft }
    this.kept.set(storedName, kept)
    if (thumbnailName !== undefined) this.kept.set(thumbnailName, kept)
    const url = (stored: string) => `${DOWNLOAD_PREFIX}${encodeURIComponent(stored)}`
    return {
      _id: `f${this.kept.size}`,
      name,
      size,
      mimeType,
      url: url(storedName),
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
      ...(thumbnailName === undefined ? {} : { thumbnailUrl: url(thumbnailName) }),
    }
  }

  #requireActive(userId: string): void {
    if (this.deactivated.has(userId)) throw new TouchlineError('UNAUTHENTICATED')
  }
}
