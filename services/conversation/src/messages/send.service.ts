import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Message, PlainMessage, type Send, type SendResult, TouchlineError } from '@touchline/contracts'
import { canSend } from '@touchline/rules'
import type { FastifyBaseLogger } from 'fastify'
import type { ContactGuard } from '../contacts/contact-guard.ts'
import type { SplitWatch } from '../contacts/split-watch.ts'
import type { Database } from '../database/database.ts'
import { isRace, storageError } from '../database/faults.ts'
import { isEntityId, newId } from '../database/ids.ts'
import type { Publisher } from '../publishing/publisher.ts'
import { storedContent } from './content.ts'
import { messageEvent } from './message-events.ts'
import { toMessage } from './message-row.ts'
import { selectMessages } from './messages.repository.ts'
import { insertMessages, type NewMessage, type SendFacts, type SendRow } from './send.repository.ts'
import { createSendQueue } from './send-queue.ts'

/** One send's outcome: the message, and whether it is new; or why it was refused. */
type Outcome = { message: Message; created: boolean } | { refused: TouchlineError }

export interface SendService {
  /** Stores messages. Answers in their order once all are committed; each has its own answer. */
  sendAll(sends: readonly Send[]): Promise<SendResult[]>
  /** Stores one message. Throws what refused it. */
  send(send: Send): Promise<{ message: Message; created: boolean }>
}

interface SendServiceOptions {
  database: Database
  publisher: Publisher
  guard: ContactGuard
  splits: SplitWatch
  log: FastifyBaseLogger
}

/** How often a send is tried that another writer keeps coming in between of. */
const MAX_ATTEMPTS = 5

export function createSendService(options: SendServiceOptions): SendService {
  const { database, publisher, guard, splits, log } = options
  const enqueue = createSendQueue(
    store,
    () => new TouchlineError('UNAVAILABLE', 'Too many messages are waiting to be stored', { retryAfterMs: 1_000 }),
  )

  async function sendOne(send: Send): Promise<Outcome> {
    try {
      const message = prepare(send)
      return await enqueue(message)
    } catch (error) {
      const known = storageError(error)
      if (known instanceof TouchlineError) return { refused: known }
      log.error({ err: error }, 'a message could not be stored')
      return { refused: new TouchlineError('INTERNAL') }
    }
  }

  /** What can be refused or fixed without asking Postgres. */
  function prepare(send: Send): NewMessage {
    if (!isEntityId(send.conversationId)) throw new TouchlineError('CONVERSATION_NOT_FOUND')
    const messageType = send.messageType ?? (send.fileId === undefined ? 'text' : 'file')
    if (messageType === 'text' && send.fileId !== undefined) {
      throw new TouchlineError('VALIDATION', 'a message with a file has the messageType file')
    }
    if (send.clientId !== undefined) refuseContactAsId(send.clientId, guard)
    const { text: content, kinds: contactKinds } = storedContent(send.content, messageType, guard)
    return {
      id: newId(),
      senderId: send.senderId,
      conversationId: send.conversationId,
      content,
      contactKinds,
      clientId: send.clientId,
      // A file message without a file, or with one of another form, is refused as one whose file is not there.
      fileId: messageType === 'file' ? knownId(send.fileId) : undefined,
      replyTo: send.replyTo === undefined ? undefined : knownId(send.replyTo),
      needsLook: splits.needsLook(content, messageType === 'file'),
    }
  }

  /** What came of a batch is told before what came of the next one. */
  let told: Promise<void> = Promise.resolve()
  function inTurn(tell: () => Promise<void>): Promise<void> {
    const done = told.then(tell)
    told = done.catch(() => {})
    return done
  }

  /** Stores a batch and what is left of it for as long as other writers come in between. */
  async function store(batch: NewMessage[], committed: () => boolean): Promise<Outcome[]> {
    const outcomes = new Map<NewMessage, Outcome>()
    let open = batch
    for (let fruitless = 0; open.length > 0; ) {
      // Repeats within the batch wait for the first of them: the statement cannot see its own rows.
      const repeats = groupRepeats(open)
      const first = [...repeats.keys()]
      const rows = await insertOrNothing(first)
      if (rows !== undefined) {
        // So that Postgres has the next batch before this one is seen to.
        if (first.length === batch.length && committed()) await nextTurn()
        await inTurn(() => settle(first, rows, outcomes))
      } else if (first.length > 1) await storeOneByOne(first, outcomes)
      answerRepeats(repeats, outcomes)
      const left = open.filter((message) => !outcomes.has(message))
      if (left.length === open.length) fruitless += 1
      if (fruitless === MAX_ATTEMPTS) {
        for (const message of left) outcomes.set(message, { refused: new TouchlineError('UNAVAILABLE') })
      }
      open = left.filter((message) => !outcomes.has(message))
    }
    return batch.map((message) => outcomes.get(message) ?? { refused: new TouchlineError('INTERNAL') })
  }

  /** One send that collides for good must not fail its neighbours. */
  async function storeOneByOne(messages: NewMessage[], outcomes: Map<NewMessage, Outcome>): Promise<void> {
    for (const message of messages) {
      const rows = await insertOrNothing([message])
      if (rows !== undefined) await inTurn(() => settle([message], rows, outcomes))
    }
  }

  /** The statement's rows, or undefined when another writer was first with one of the client ids or files. */
  async function insertOrNothing(messages: NewMessage[]): Promise<SendRow[] | undefined> {
    try {
      return await insertMessages(database.pool, messages)
    } catch (error) {
      if (isRace(error)) return undefined
      throw error
    }
  }

  async function settle(messages: NewMessage[], rows: SendRow[], outcomes: Map<NewMessage, Outcome>): Promise<void> {
    const created: { message: NewMessage; stored: Message; overtaken: boolean }[] = []
    const repeated: { message: NewMessage; seq: number }[] = []
    for (const [index, message] of messages.entries()) {
      const row = rows[index]
      if (row === undefined) throw new Error('the send statement lost a row')
      const stored = storedMessage(message, row)
      if (stored !== undefined) {
        created.push({ message, stored, overtaken: row.overtaken === true && row.reply !== null })
        continue
      }
      const { facts } = row
      if (facts === null) throw new Error('the send statement answered with half a row')
      const refused = refusal(message, row, facts)
      if (refused !== undefined) outcomes.set(message, { refused })
      else if (facts.stored_seq !== null) repeated.push({ message, seq: facts.stored_seq })
      // Else the roster changed while the statement ran: asked again.
    }
    const quotes = await readQuotes(created.filter(({ overtaken }) => overtaken).map(({ stored }) => stored))
    const told = created.map(({ message, stored }) => {
      const replyTo = quotes.get(stored._id)
      const result = replyTo === undefined ? stored : { ...stored, replyTo }
      outcomes.set(message, { message: result, created: true })
      guard.count('message', message.contactKinds)
      return result
    })
    publisher.publish(told.map((message) => messageEvent('message.created', message)))
    splits.look(told.filter((_, index) => created[index]?.message.needsLook))
    await settleRepeats(repeated, outcomes)
  }

  /** What these messages quote now: the edit or delete that overtook them did not know yet that they quote it. */
  async function readQuotes(messages: readonly Message[]): Promise<Map<string, Message['replyTo']>> {
    if (messages.length === 0) return new Map()
    const current = await selectMessages(database.kysely, messages)
    return new Map(current.map(({ _id, replyTo }) => [_id, replyTo]))
  }

  async function settleRepeats(
    repeated: { message: NewMessage; seq: number }[],
    outcomes: Map<NewMessage, Outcome>,
  ): Promise<void> {
    if (repeated.length === 0) return
    const places = repeated.map(({ message, seq }) => ({ conversationId: message.conversationId, seq }))
    const stored = await selectMessages(database.kysely, places)
    for (const { message, seq } of repeated) {
      const found = stored.find(
        ({ conversationId, seq: its }) => conversationId === message.conversationId && its === seq,
      )
      if (found !== undefined) outcomes.set(message, { message: found, created: false })
    }
  }

  return {
    async sendAll(sends) {
      const outcomes = await Promise.all(sends.map(sendOne))
      return outcomes.map((outcome) => ('refused' in outcome ? { refused: refusalOf(outcome.refused) } : outcome))
    },
    async send(send) {
      const outcome = await sendOne(send)
      if ('refused' in outcome) throw outcome.refused
      return outcome
    },
  }
}

/** UUIDs, as most clients make: nothing in them could be more than bare digits. */
const HEXADECIMAL = /^[\da-f-]+$/i

/**
 * Everybody in the conversation is told the client id of a message. Random ids and timestamps may look like bare digits of a
 * number; what is written like a number, an address or a link is none. Throws `VALIDATION`.
 */
function refuseContactAsId(clientId: string, guard: ContactGuard): void {
  if (HEXADECIMAL.test(clientId)) return
  const isWritten = /[\s+()@]/u.test(clientId)
  if (!guard.hide(clientId).kinds.some((kind) => kind !== 'phone' || isWritten)) return
  throw new TouchlineError('VALIDATION', 'clientId must not hold a phone number, an address or a link')
}

/** An id that cannot be one of ours names nothing; the nil UUID does neither. */
function knownId(id: string | undefined): string {
  return id !== undefined && isEntityId(id) ? id : '00000000-0000-0000-0000-000000000000'
}

/** The sends that repeat no earlier one of these, each with those that repeat it. */
function groupRepeats(messages: readonly NewMessage[]): Map<NewMessage, NewMessage[]> {
  const firsts = new Map<string, NewMessage>()
  const repeats = new Map<NewMessage, NewMessage[]>()
  for (const message of messages) {
    const { conversationId, senderId, clientId } = message
    // None of them holds a line break.
    const key = clientId === undefined ? message.id : `${conversationId}\n${senderId}\n${clientId}`
    const first = firsts.get(key)
    if (first === undefined) {
      firsts.set(key, message)
      repeats.set(message, [])
    } else repeats.get(first)?.push(message)
  }
  return repeats
}

/** A repeat has the message of the send that it repeats, or its refusal where it asks for the same. */
function answerRepeats(
  repeats: ReadonlyMap<NewMessage, readonly NewMessage[]>,
  outcomes: Map<NewMessage, Outcome>,
): void {
  for (const [first, others] of repeats) {
    const outcome = outcomes.get(first)
    if (outcome === undefined) continue
    for (const other of others) {
      if (!('refused' in outcome)) outcomes.set(other, { message: outcome.message, created: false })
      else if (other.replyTo === first.replyTo && other.fileId === first.fileId) outcomes.set(other, outcome)
    }
  }
}

function storedMessage(message: NewMessage, row: SendRow): Message | undefined {
  if (row.seq === null || row.version === null || row.created_at === null || row.display_name === null) return undefined
  const stored = toMessage({
    id: message.id,
    conversation_id: message.conversationId,
    seq: row.seq,
    version: row.version,
    sender_id: message.senderId,
    sender_name: row.display_name,
    message_type: row.file === null ? 'text' : 'file',
    content: message.content,
    client_id: message.clientId ?? null,
    created_at: row.created_at,
    edited_at: null,
    deleted_at: null,
    file: row.file,
    reply: row.reply,
  })
  // It is told, answered and acknowledged: its JSON is made once.
  return row.file === null && row.reply === null ? new PlainMessage(stored) : stored
}

/** Why a send was not stored, from the facts that the statement read, by the shared rules; undefined when they allow it. */
function refusal(message: NewMessage, row: SendRow, facts: SendFacts): TouchlineError | undefined {
  const { active, type, read_only, is_participant, closed, role, stored_seq } = facts
  if (!active) return new TouchlineError('UNAUTHENTICATED')
  if (type === null || read_only === null) return new TouchlineError('CONVERSATION_NOT_FOUND')
  const isParticipant = is_participant || (closed && role === 'admin')
  const hasFile = message.fileId !== undefined
  // A repeat is answered with what was stored, even where nobody may write any more.
  const readOnly = read_only && stored_seq === null
  const decision = canSend({ type, isParticipant, readOnly, hasFile })
  if (!decision.allowed) return new TouchlineError(decision.code)
  if (stored_seq !== null) return undefined
  if (hasFile && row.file === null) return new TouchlineError('FILE_NOT_FOUND')
  if (message.replyTo !== undefined && row.reply === null) return new TouchlineError('MESSAGE_NOT_FOUND')
  return undefined
}

function refusalOf(error: TouchlineError): Extract<SendResult, { refused: unknown }>['refused'] {
  const { code, message, retryAfterMs } = error
  return { code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}
