import { PlainMessage } from '@touchline/contracts'
import t from 'tap'
import { eventJson, replyJson } from '../src/packet-json.ts'

t.test('what is sent is JSON of the same, whether some of it was at hand or not', async (t) => {
  const message = new PlainMessage({
    _id: '0199c0de-0000-7000-8000-00000000000a',
    conversationId: '0199c0de-0000-7000-8000-000000000001',
    seq: 12,
    version: 30,
    senderId: 'coach-1',
    senderName: 'Asha "Coach" Rao',
    messageType: 'text',
    content: 'Bring water,\nand a cap.',
    createdAt: '2026-03-07T09:05:00.120Z',
  })
  for (const args of [[message], [{ ...message }], [message, message], [{ message }], [], [undefined], ['text']])
    t.equal(eventJson('message:receive', args), JSON.stringify(['message:receive', ...args]))
  const other = { success: true, message: { ...message, editedAt: message.createdAt } }
  for (const reply of [
    { success: true, message },
    { success: false, message },
    { message },
    { success: true, message, created: true },
    other,
    { success: true },
    { error: 'no', code: 'VALIDATION' },
  ])
    t.equal(replyJson(reply), JSON.stringify([reply]))
})
