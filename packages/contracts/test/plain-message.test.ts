import t from 'tap'
import {
  type BusEvent,
  commands,
  isBusEvent,
  type Message,
  PlainMessage,
  readBusEvent,
  readPlainSendReply,
  validator,
  writeBusEvent,
  writeSendReply,
} from '../src/index.ts'

const id = '0199c0de-0000-7000-8000-000000000001'
const message: Message = {
  _id: '0199c0de-0000-7000-8000-00000000000a',
  conversationId: id,
  seq: 12,
  version: 30,
  senderId: 'coach-1',
  senderName: 'Asha Rao',
  messageType: 'text',
  content: 'Please bring water and a cap.',
  clientId: '5f0c5d5e-9ef5-4c8c-8a7b-0d4b6f0f1b11',
  createdAt: '2026-03-07T09:05:00.120Z',
}
const event = (data: Message): BusEvent => ({
  id: '6a2e5c1e-5f0f-4f43-9a43-0fd1c7f5a0b4',
  type: 'message.created',
  v: 1,
  at: '2026-03-07T09:05:00.125Z',
  conversationId: id,
  version: data.version,
  data,
})

const { clientId: _, ...withoutClientId } = message
const plain: readonly Message[] = [
  message,
  withoutClientId,
  { ...message, content: '' },
  { ...message, content: 'She said "now",\nand \\ went\t🏏 नमस्ते \u2028 \u007f' },
  { ...message, senderName: 'O"Neill \\ 中', seq: 0, version: 999_999_999 },
  { ...message, senderId: 'a|b:c~d.e-f_g', clientId: '1' },
  { ...message, createdAt: '2026-03-31T09:05:00.120Z' },
]
const others: readonly Message[] = [
  { ...message, content: 'a\u0001b' },
  { ...message, content: 'a\ud800b' },
  { ...message, clientId: 'with a space' },
  { ...message, seq: 1_000_000_000 },
  { ...message, senderId: '_underlined' },
  { ...message, createdAt: '2028-02-29T09:05:00.120Z' },
  { ...message, editedAt: message.createdAt },
  { ...message, content: '', deletedAt: message.createdAt },
  { ...message, replyTo: { _id: id, seq: 1, senderId: 'pia', senderName: 'Pia', excerpt: 'hi' } },
  {
    ...message,
    messageType: 'file',
    file: { _id: id, name: 'a.pdf', size: 1, mimeType: 'application/pdf', url: '/uploads/chat/a.pdf' },
  },
]

/** As JSON is read that nothing is known of. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
const isReply = validator(commands.sendMessages.reply).is

t.test('a plain message is a message like any other, and cannot be changed', async (t) => {
  for (const fields of plain) {
    const written = new PlainMessage(fields)
    t.same({ ...written }, fields)
    t.equal(JSON.stringify(written), JSON.stringify(fields))
    t.equal(written.json, JSON.stringify(fields))
    t.ok(Object.isFrozen(written))
    const text = `before ${written.json} after`
    const read = PlainMessage.read(text, 'before '.length)
    t.same({ ...read }, fields)
    t.equal(read?.json, written.json)
  }
})

t.test('an event is written as JSON, and read as what JSON says', async (t) => {
  for (const data of [...plain, ...others]) {
    const text = JSON.stringify(event(data))
    t.equal(writeBusEvent(event(data)), text)
    const read = readBusEvent(text)
    t.same(JSON.parse(JSON.stringify(read)), event(data))
    t.ok(Object.isFrozen(read) && Object.isFrozen(read?.data))
    t.equal(read?.data instanceof PlainMessage, plain.includes(data))
  }
  for (const data of plain)
    t.equal(writeBusEvent(event(new PlainMessage(data))), JSON.stringify(event(data)), 'the JSON that is at hand')
  t.equal(readBusEvent('no JSON'), undefined)
})

t.test('a reply of plain messages is read at once, and no other', async (t) => {
  const results = plain.map((fields) => ({ message: new PlainMessage(fields), created: true }))
  const text = JSON.stringify({ results })
  t.equal(writeSendReply({ results }), text)
  t.same(JSON.parse(JSON.stringify(readPlainSendReply(text))), JSON.parse(text))
  const refused = { refused: { code: 'FORBIDDEN', message: 'no' } } as const
  const [first = refused] = results
  for (const other of [
    { results: [] },
    { results: [first, refused] },
    { results: [{ message: new PlainMessage(message), created: false }] },
    ...others.map((fields) => ({ results: [first, { message: fields, created: true }] })),
  ]) {
    t.equal(writeSendReply(other), JSON.stringify(other))
    t.equal(readPlainSendReply(JSON.stringify(other)), undefined)
  }
})

t.test('whatever is read at once would be read the same, and taken, piece by piece', async (t) => {
  const random = randomOf(20_261_128)
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)]
  const pieces = [
    '"',
    '\\',
    '{',
    '}',
    ',',
    ':',
    '0',
    '-',
    '1e3',
    '\n',
    '\u0000',
    '\\u0000',
    '\\ud800',
    '__proto__',
    'é',
    '"seq":1,',
  ]
  const texts = plain.map((data) => JSON.stringify(event(data)))
  const replies = [JSON.stringify({ results: plain.map((fields) => ({ message: fields, created: true })) })]
  let taken = 0
  for (let round = 0; round < 30_000; round += 1) {
    const isEvent = round % 2 === 0
    const text = pick(isEvent ? texts : replies) ?? ''
    const at = Math.floor(random() * (text.length + 1))
    const cut = Math.floor(random() ** 3 * 12)
    const changed = text.slice(0, at) + (random() < 0.7 ? (pick(pieces) ?? '') : '') + text.slice(at + cut)
    const value = parsed(changed)
    const read = isEvent ? readBusEvent(changed) : readPlainSendReply(changed)
    if (isEvent && (read !== undefined) !== isBusEvent(value)) t.fail(`taken or left wrongly: ${changed}`)
    if (read === undefined) continue
    taken += 1
    if (!isEvent && !isReply(value)) t.fail(`taken wrongly: ${changed}`)
    if (JSON.stringify(read) !== JSON.stringify(value)) t.fail(`read as something else: ${changed}`)
    const written =
      'results' in read ? read.results.flatMap((result) => ('message' in result ? [result.message] : [])) : [read.data]
    for (const part of written)
      if (part instanceof PlainMessage && JSON.stringify(JSON.parse(part.json)) !== JSON.stringify(part))
        t.fail(`its JSON is of something else: ${changed}`)
  }
  t.ok(taken > 500, `${taken} were still what they should be`)
})

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}
