import type { Message } from '@touchline/contracts'
import t from 'tap'
import { storedProblems } from '../src/checks.ts'
import { difference } from '../src/compare.ts'
import { Ledger } from '../src/ledger.ts'
import { OrderWatch } from '../src/order-watch.ts'
import type { Stored, StoredMessage } from '../src/stored-state.ts'

function message(seq: number, version = seq): Message {
  return {
    _id: `id-${seq}`,
    conversationId: 'c',
    seq,
    version,
    senderId: 'pia',
    senderName: 'Pia',
    messageType: 'text',
    content: `text ${seq}`,
    clientId: `client-${seq}`,
    createdAt: '2026-01-01T00:00:00.000Z',
  }
}

function row(seq: number, changes: Partial<StoredMessage> = {}): StoredMessage {
  const { _id: id, conversationId, version, senderId, content } = message(seq)
  return { id, conversationId, seq, version, senderId, content, clientId: `client-${seq}`, deleted: false, ...changes }
}

const stored = (messages: StoredMessage[], lastSeq = messages.length): Stored => ({
  messages,
  conversations: [{ id: 'c', lastSeq, version: lastSeq }],
  watermarks: [{ conversationId: 'c', userId: 'pia', lastReadSeq: 1 }],
})

function promised(): Ledger {
  const ledger = new Ledger()
  for (const seq of [1, 2, 3]) ledger.sent(`client-${seq}`, message(seq))
  return ledger
}

t.test('what was promised and is stored is no problem', (t) => {
  t.same(storedProblems(stored([row(1), row(2), row(3), row(4)]), promised()), [])
  t.end()
})

t.test('each way of breaking a promise is seen', (t) => {
  t.match(storedProblems(stored([row(1), row(2)]), promised()), [/client-3 was acknowledged and is stored 0 times/])
  t.match(storedProblems(stored([row(1), row(2), row(3), row(4, { clientId: 'client-3' })]), promised()), [
    /client-3 was acknowledged and is stored 2 times/,
  ])
  t.match(storedProblems(stored([row(1), row(2), row(3), row(4, { content: 'text 3' })]), promised()), [/stored twice/])
  t.match(storedProblems(stored([row(1), row(3, { seq: 2 }), row(2, { seq: 3 })]), promised()), [
    /client-2 was acknowledged as 2 and is stored as 3/,
    /client-3/,
  ])
  t.match(storedProblems(stored([row(1), row(2), row(3), row(5)], 5), promised()), [/5 is stored where 4 should be/])
  t.match(storedProblems(stored([row(1), row(2), row(3)], 4), promised()), [/last_seq 4, 3 messages/])
  const forgotten = promised()
  forgotten.given('client-1', 'pia')
  forgotten.given('client-4', 'pia')
  forgotten.given('client-5', 'pia')
  forgotten.settled('client-5')
  t.match(storedProblems(stored([row(1), row(2), row(3)]), forgotten), [/client-4 was taken to be sent/])
  const changed = promised()
  changed.changedTo(message(2, 9))
  t.match(storedProblems(stored([row(1), row(2), row(3)]), changed), [/acknowledged change of id-2/])
  const read = promised()
  read.readUpTo('c', 'pia', 3)
  t.match(storedProblems(stored([row(1), row(2), row(3)]), read), [/told to have read 3 and 1 is stored/])
  t.end()
})

t.test('one clientId acknowledged as two messages is seen at once', (t) => {
  const ledger = promised()
  ledger.sent('client-1', message(4))
  t.match(ledger.problems, [/client-1 was acknowledged as two messages/])
  t.equal(ledger.problems.length, 1)
  t.end()
})

t.test('only what deletions, one person who leaves, and a service that is away explain may be refused', (t) => {
  const ledger = new Ledger()
  ledger.refused('an edit', 'MESSAGE_NOT_FOUND', 'pia')
  ledger.refused('a send', 'CONVERSATION_NOT_FOUND', 'omar')
  ledger.directoryFailed(new Error('PUT /api/directory/users/:id answered 503 with no JSON: '))
  ledger.directoryFailed(new TypeError('fetch failed'))
  t.same(ledger.problems, [])
  ledger.refused('a send', 'INTERNAL', 'pia')
  ledger.refused('a send', 'CONVERSATION_NOT_FOUND', 'pia')
  ledger.refused('a send', 'CONVERSATION_READ_ONLY', 'omar')
  ledger.directoryFailed(new Error('PUT /api/directory/users/:id answered 500: {"code":"INTERNAL"}'))
  t.equal(ledger.problems.length, 4)
  t.end()
})

t.test('a hole, a double and a wrong order are seen in what a device shows', (t) => {
  const shown = (...seqs: number[]) => {
    const problems: string[] = []
    const watch = new OrderWatch((problem) => problems.push(problem))
    watch.look('c', [message(1), message(2)])
    watch.look(
      'c',
      seqs.map((seq) => message(seq)),
    )
    return problems.length
  }
  t.equal(shown(1, 2, 3, 4), 0)
  t.equal(shown(1, 2, 4), 1)
  t.equal(shown(1, 2, 2, 3), 1)
  t.equal(shown(1, 2, 4, 3), 2)
  t.end()
})

t.test('a difference is named by its place', (t) => {
  t.equal(difference({ a: [{ b: 1 }] }, { a: [{ b: 1 }] }), undefined)
  t.equal(difference({ a: [{ b: 1 }] }, { a: [{ b: 2 }] }), 'a.0.b: 1 instead of 2')
  t.equal(difference([1], [1, 2]), '.length: 1 instead of 2')
  t.equal(difference({ a: 1 }, { a: 1, b: undefined, c: 3 }), 'c: undefined instead of 3')
  t.end()
})
