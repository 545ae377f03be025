import type { Message } from '@touchline/contracts'
import { comesAndGoes } from './academy.ts'

/** Anybody may answer or change a message that was deleted just now. */
const explainedByDeletion = 'MESSAGE_NOT_FOUND'
/** Only for somebody who is taken out of a conversation. Nobody closes one or makes it read-only. */
const explainedByLeaving = 'CONVERSATION_NOT_FOUND'

/** Everything that clients were promised, to be held against what is stored. */
export class Ledger {
  readonly acknowledged = new Map<string, Message>()
  /** Edits and deletes that were answered with success: the newest answer for each message. */
  readonly changed = new Map<string, Message>()
  /** How far people were told that they had read, by conversation and person. */
  readonly read = new Map<string, { conversationId: string; userId: string; lastReadSeq: number }>()
  /** Texts that a device took to send, with whoever wrote them, until they are refused for good. */
  readonly open = new Map<string, string>()
  /** What was seen while it ran that must never happen. */
  readonly problems: string[] = []
  #waiting: { count: number; resolve: () => void }[] = []

  sent(clientId: string, message: Message): void {
    const before = this.acknowledged.get(clientId)
    if (before !== undefined && before._id !== message._id) {
      this.problems.push(`${clientId} was acknowledged as two messages, ${before.seq} and ${message.seq}`)
    }
    this.acknowledged.set(clientId, before ?? message)
    this.#waiting = this.#waiting.filter(({ count, resolve }) => {
      if (this.acknowledged.size < count) return true
      resolve()
      return false
    })
  }

  /** A device took a text to send: a reload does not take that back. */
  given(clientId: string, userId: string): void {
    this.open.set(clientId, userId)
  }

  /** The writer knows that it will not be sent. */
  settled(clientId: string): void {
    this.open.delete(clientId)
  }

  changedTo(message: Message): void {
    const before = this.changed.get(message._id)
    if (before === undefined || before.version < message.version) this.changed.set(message._id, message)
  }

  readUpTo(conversationId: string, userId: string, lastReadSeq: number): void {
    const key = `${conversationId} ${userId}`
    const before = this.read.get(key)?.lastReadSeq ?? 0
    this.read.set(key, { conversationId, userId, lastReadSeq: Math.max(before, lastReadSeq) })
  }

  /** Something that a person asked for was refused for good. */
  refused(what: string, code: string, userId: string): void {
    if (code === explainedByDeletion || (code === explainedByLeaving && userId === comesAndGoes)) return
    this.problems.push(`${what} was refused with ${code}`)
  }

  /** The platform's change of the directory failed: it may while nobody answers, and for no other reason. */
  directoryFailed(error: unknown): void {
    const [, status] = / answered (\d{3})\b/.exec(String(error)) ?? []
    if (status !== undefined && status !== '503') this.problems.push(`the directory: ${error}`)
  }

  /** Resolves when so many messages have been acknowledged in all. */
  reach(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.acknowledged.size >= count) resolve()
      else this.#waiting.push({ count, resolve })
    })
  }
}
