import { type Conversation, restRoutes } from '@touchline/contracts'
import { type Academy, comesAndGoes } from './academy.ts'
import { difference } from './compare.ts'
import type { Device } from './device.ts'
import type { Ledger } from './ledger.ts'
import { type Fresh, readFresh, type Stored, type StoredMessage } from './stored-state.ts'

/** What is wrong with what is stored, measured by what clients were promised. */
export function storedProblems({ messages, conversations, watermarks }: Stored, ledger: Ledger): string[] {
  const problems: string[] = []
  const byClientId = new Map<string, StoredMessage[]>()
  const byId = new Map<string, StoredMessage>()
  const texts = new Map<string, string>()
  const counts = new Map<string, number>()
  for (const message of messages) {
    const { conversationId, seq, clientId, content, id, senderId } = message
    const expected = (counts.get(conversationId) ?? 0) + 1
    if (seq !== expected) problems.push(`${conversationId}: ${seq} is stored where ${expected} should be`)
    counts.set(conversationId, seq)
    byId.set(id, message)
    if (clientId !== null) byClientId.set(clientId, [...(byClientId.get(clientId) ?? []), message])
    // Each text was written once: the same text twice is a send that was stored twice, under whatever name.
    const twin = content === '' ? undefined : texts.get(content)
    if (twin !== undefined) problems.push(`${senderId}'s "${content}" is stored twice, as ${twin} and ${id}`)
    if (content !== '') texts.set(content, id)
  }
  for (const { id, lastSeq } of conversations) {
    if (lastSeq !== (counts.get(id) ?? 0)) problems.push(`${id}: last_seq ${lastSeq}, ${counts.get(id) ?? 0} messages`)
  }
  for (const [clientId, { seq, _id, conversationId }] of ledger.acknowledged) {
    const stored = byClientId.get(clientId) ?? []
    if (stored.length !== 1) problems.push(`${clientId} was acknowledged and is stored ${stored.length} times`)
    else if (stored[0]?.id !== _id || stored[0].seq !== seq || stored[0].conversationId !== conversationId) {
      problems.push(`${clientId} was acknowledged as ${seq} and is stored as ${stored[0]?.seq}`)
    }
  }
  for (const [clientId, userId] of ledger.open) {
    // Who is taken out of a conversation has nobody to tell them what became of their last words.
    if (byClientId.has(clientId) || userId === comesAndGoes) continue
    problems.push(`${userId}'s ${clientId} was taken to be sent and is neither stored nor refused`)
  }
  for (const [id, promised] of ledger.changed) {
    const stored = byId.get(id)
    const isOlder = stored === undefined || stored.version < promised.version
    const isUndone = promised.deletedAt !== undefined && stored?.deleted === false
    if (isOlder || isUndone) problems.push(`an acknowledged change of ${id} is not stored`)
  }
  for (const { conversationId, userId, lastReadSeq } of ledger.read.values()) {
    const row = watermarks.find((mark) => mark.conversationId === conversationId && mark.userId === userId)
    if (row !== undefined && row.lastReadSeq < lastReadSeq) {
      problems.push(`${userId} was told to have read ${lastReadSeq} and ${row.lastReadSeq} is stored`)
    }
  }
  return problems
}

/** Where the API and Postgres say different things about messages. */
export function apiProblems(fresh: ReadonlyMap<string, Fresh>, { messages }: Stored): string[] {
  const problems: string[] = []
  for (const [id, { messages: read }] of fresh) {
    const stored = messages.filter(({ conversationId }) => conversationId === id)
    const asStored = read.map((message) => ({
      conversationId: message.conversationId,
      seq: message.seq,
      id: message._id,
      version: message.version,
      senderId: message.senderId,
      clientId: message.clientId ?? null,
      content: message.content,
      deleted: message.deletedAt !== undefined,
    }))
    const found = difference(asStored, stored)
    if (found !== undefined) problems.push(`the API gives ${id} otherwise than it is stored: ${found}`)
  }
  return problems
}

/** What is compared: all of it, or what devices that stay connected hear without asking; receipts are told once. */
export type Compared = 'everything' | 'heard'

/** What a device shows that a fresh look of the same person does not, and the other way round. */
async function deviceProblems(
  device: Device,
  fresh: ReadonlyMap<string, Fresh>,
  compared: Compared,
): Promise<string[]> {
  const seen =
    compared === 'everything' ? ordered : (conversation: Conversation) => withoutReceipts(ordered(conversation))
  const problems: string[] = []
  const shown = [...device.conversationIds()].sort()
  const expected = [...fresh.keys()].sort()
  const lists = difference(shown, expected)
  if (lists !== undefined) return [`${device.name} shows other conversations: ${lists}`]
  for (const [id, { messages, conversation }] of fresh) {
    const view = await device.show(id)
    const inMessages = difference(view.messages, messages)
    if (inMessages !== undefined) problems.push(`${device.name} in ${id}: messages.${inMessages}`)
    const inConversation =
      view.conversation === undefined ? undefined : difference(seen(view.conversation), seen(conversation))
    if (inConversation !== undefined) problems.push(`${device.name} in ${id}: ${inConversation}`)
  }
  return problems
}

/** Everything that any device still shows otherwise than the servers, at this moment. */
export async function allDeviceProblems(
  academy: Academy,
  devices: readonly Device[],
  compared: Compared,
): Promise<string[]> {
  const problems: string[] = []
  for (const userId of new Set(devices.map((device) => device.userId))) {
    const fresh = await readFresh(academy, userId)
    for (const device of devices) {
      if (device.userId === userId) problems.push(...(await deviceProblems(device, fresh, compared)))
    }
  }
  return problems
}

/** Every badge that is not what the server counts, while devices still hold the newest messages only. */
export async function badgeProblems(academy: Academy, devices: readonly Device[]): Promise<string[]> {
  const problems: string[] = []
  for (const userId of new Set(devices.map((device) => device.userId))) {
    const { body } = await academy.as(userId).call(restRoutes.listConversations, { query: { limit: 100 } })
    const counted = Object.fromEntries(body.conversations.map(({ _id, unreadCount }) => [_id, unreadCount]))
    for (const device of devices) {
      const badges = device.userId === userId ? device.badges() : undefined
      const found = badges === undefined ? undefined : difference(Object.fromEntries(badges), counted)
      if (found !== undefined) problems.push(`${device.name} shows other unread counts: ${found}`)
    }
  }
  return problems
}

function withoutReceipts({ participants, unreadCount: _, ...conversation }: Conversation) {
  const people = participants.map(({ userId, displayName, role }) => ({ userId, displayName, role }))
  return { ...conversation, participants: people }
}

/** Who takes part has no order. */
function ordered(conversation: Conversation): Conversation {
  const participants = conversation.participants.toSorted((one, other) => (one.userId < other.userId ? -1 : 1))
  return { ...conversation, participants }
}
