import { type Conversation, type Message, restRoutes } from '@touchline/contracts'
import pg from 'pg'
import type { Academy } from './academy.ts'

/** A message as Postgres holds it. */
export interface StoredMessage {
  readonly conversationId: string
  readonly seq: number
  readonly id: string
  readonly version: number
  readonly senderId: string
  readonly clientId: string | null
  readonly content: string
  readonly deleted: boolean
}

/** What Postgres holds, read past the services. */
export interface Stored {
  readonly messages: readonly StoredMessage[]
  readonly conversations: readonly { id: string; lastSeq: number; version: number }[]
  readonly watermarks: readonly { conversationId: string; userId: string; lastReadSeq: number }[]
}

export async function readStored(databaseUrl: string): Promise<Stored> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const messages = await client.query<StoredMessage>(
      `select conversation_id as "conversationId", seq, id, version::int, sender_id as "senderId",
         client_id as "clientId", content, deleted_at is not null as deleted
       from messages order by conversation_id, seq`,
    )
    const conversations = await client.query<{ id: string; lastSeq: number; version: number }>(
      'select id, last_seq as "lastSeq", version::int from conversations',
    )
    const watermarks = await client.query<{ conversationId: string; userId: string; lastReadSeq: number }>(
      `select conversation_id as "conversationId", user_id as "userId", last_read_seq as "lastReadSeq" from participants`,
    )
    return { messages: messages.rows, conversations: conversations.rows, watermarks: watermarks.rows }
  } finally {
    await client.end()
  }
}

/** One conversation as the API gives it to a person who knows nothing yet. */
export interface Fresh {
  readonly conversation: Conversation
  readonly messages: readonly Message[]
}

/** Everything that a person would see on a new device, by conversation. */
export async function readFresh(academy: Academy, userId: string): Promise<Map<string, Fresh>> {
  const api = academy.as(userId)
  const fresh = new Map<string, Fresh>()
  const { body } = await api.call(restRoutes.listConversations, { query: { limit: 100 } })
  for (const { _id: id } of body.conversations) {
    const messages: Message[] = []
    for (let hasMore = true; hasMore; ) {
      const before = messages[0]?.seq
      const query = { limit: 100, ...(before === undefined ? {} : { before }) }
      const page = (await api.call(restRoutes.listMessages, { params: { id }, query })).body
      messages.unshift(...page.messages)
      hasMore = page.hasMore
    }
    const { conversation } = (await api.call(restRoutes.getConversation, { params: { id } })).body
    fresh.set(id, { conversation, messages })
  }
  return fresh
}
