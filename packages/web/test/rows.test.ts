import type { Message, OutgoingMessage } from '@touchline/client'
import t from 'tap'
import { rowsOf } from '../src/conversation/rows.ts'

const noon = Date.UTC(2026, 4, 4, 12)

function message(seq: number, senderId: string, minutes: number, more: Partial<Message> = {}): Message {
  return {
    _id: `m${seq}`,
    conversationId: 'c',
    seq,
    version: seq,
    senderId,
    senderName: senderId,
    messageType: 'text',
    content: `text ${seq}`,
    createdAt: new Date(noon + minutes * 60_000).toISOString(),
    ...more,
  }
}

function waiting(clientId: string, minutes: number, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const createdAt = new Date(noon + minutes * 60_000).toISOString()
  return { clientId, conversationId: 'c', content: clientId, createdAt, state: 'queued', ...more }
}

const usual = { outgoing: [], userId: 'me', dividerAfter: undefined }

t.test('messages of one person in a short time are one group', async (t) => {
  const messages = [message(1, 'ada', 0), message(2, 'ada', 4), message(3, 'ben', 5), message(4, 'ben', 20)]
  const { rows } = rowsOf({ ...usual, messages })
  t.same(
    rows.map(({ startsGroup }) => startsGroup),
    [true, false, true, true],
  )
})

t.test('each day of the reader stands above its first message', async (t) => {
  const messages = [message(1, 'ada', 0), message(2, 'ada', 1), message(3, 'ada', 48 * 60)]
  const { rows } = rowsOf({ ...usual, messages })
  t.same(
    rows.map(({ startsDay }) => startsDay),
    [true, false, true],
  )
})

t.test('the divider stands above the first message of another that was unread', async (t) => {
  const messages = [message(4, 'ada', 0), message(5, 'me', 1), message(6, 'ada', 2), message(7, 'ada', 3)]
  const dividers = (dividerAfter: number | undefined) =>
    rowsOf({ ...usual, messages, dividerAfter }).rows.flatMap((row) => (row.startsUnread ? row.message?.seq : []))
  t.same(dividers(4), [6], 'an own message is not unread')
  t.same(dividers(3), [4], 'the first that is here')
  t.same(dividers(1), [], 'the first unread one is not here yet')
  t.same(dividers(7), [])
  t.same(dividers(undefined), [])
})

t.test('a message keeps its key when it has been stored, and is never there twice', async (t) => {
  const stored = message(2, 'me', 1, { clientId: 'k1' })
  const before = rowsOf({ ...usual, messages: [message(1, 'ada', 0)], outgoing: [waiting('k1', 1)] })
  const both = rowsOf(
    {
      ...usual,
      messages: [message(1, 'ada', 0), stored],
      outgoing: [waiting('k1', 1, { state: 'sent', message: stored })],
    },
    before,
  )
  t.same(
    before.rows.map(({ key }) => key),
    ['m1', 'k1'],
  )
  t.same(
    both.rows.map(({ key }) => key),
    ['m1', 'k1'],
  )
})

t.test('rows of which nothing has changed stay the same objects', async (t) => {
  const messages = [message(3, 'ada', 10), message(4, 'ben', 11), message(5, 'ben', 12)]
  const first = rowsOf({ ...usual, messages })
  const older = rowsOf({ ...usual, messages: [message(1, 'ada', 8), message(2, 'ada', 9), ...messages] }, first)
  t.equal(older.rows[3], first.rows[1])
  t.equal(older.rows[4], first.rows[2])
  t.notOk(older.rows[2]?.startsGroup, 'the one that was first belongs to those before it now')
  const edited = messages.with(1, message(4, 'ben', 11, { content: 'other', version: 9 }))
  const changed = rowsOf({ ...usual, messages: edited }, first)
  t.equal(changed.rows[0], first.rows[0])
  t.equal(changed.rows[1]?.message?.content, 'other')
  const otherReader = rowsOf({ ...usual, messages, userId: 'ben' }, first)
  t.notSame(otherReader.rows[0], undefined)
  t.not(otherReader.rows[1], first.rows[1])
})
