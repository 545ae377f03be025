import { type ClientErrorCode, type OutgoingMessage, TouchlineClientError } from '@touchline/client'
import t from 'tap'
import { overLength, remedyFor } from '../src/conversation/failures.ts'

const open = { readOnly: false }

function failed(code: ClientErrorCode, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    clientId: 'one',
    conversationId: 'a',
    content: 'Hello',
    createdAt: '2026-05-04T10:00:00.000Z',
    state: 'failed',
    error: new TouchlineClientError(code, 'Refused'),
    ...more,
  }
}

t.test('what passes is tried again; what is about the text is edited; nothing else is offered', async (t) => {
  for (const code of ['INTERNAL', 'UNAUTHENTICATED', 'CLOSED', 'NETWORK', 'TIMEOUT', 'UNAVAILABLE'] as const) {
    t.equal(remedyFor(failed(code), open), 'again', code)
  }
  for (const code of ['VALIDATION', 'PAYLOAD_TOO_LARGE', 'MESSAGE_NOT_FOUND'] as const) {
    t.equal(remedyFor(failed(code), open), 'edit', code)
  }
  for (const code of ['FORBIDDEN', 'CONVERSATION_NOT_FOUND', 'RULE_ADMIN_BRIDGE', 'FILE_REJECTED'] as const) {
    t.equal(remedyFor(failed(code), open), 'none', code)
  }
})

t.test('a closed conversation takes nothing; reopened, it takes what was refused', async (t) => {
  t.equal(remedyFor(failed('CONVERSATION_READ_ONLY'), { readOnly: true }), 'none')
  t.equal(remedyFor(failed('VALIDATION'), { readOnly: true }), 'none')
  t.equal(remedyFor(failed('CONVERSATION_READ_ONLY'), open), 'again')
})

t.test('a file cannot be edited', async (t) => {
  const file = { name: 'a.csv', size: 1, mimeType: 'text/csv', progress: 1 }
  t.equal(remedyFor(failed('VALIDATION', { file }), open), 'none')
  t.equal(remedyFor(failed('FILE_NOT_FOUND', { file }), open), 'again', 'one whose draft is gone is uploaded anew')
})

t.test('a text is measured in code points', async (t) => {
  t.equal(overLength('🏸'.repeat(4_000)), 0)
  t.equal(overLength('a'.repeat(4_003)), 3)
})
