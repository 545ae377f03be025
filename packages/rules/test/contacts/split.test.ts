import t from 'tap'
import {
  findSplitContacts,
  mayBeSplitPart,
  parseAllowlist,
  type RecentMessage,
  SPLIT_WINDOW_MESSAGES,
  SPLIT_WINDOW_MS,
} from '../../src/contacts/index.ts'

const NOON = Date.UTC(2026, 0, 1, 12)
const said = (texts: readonly string[], everyMs = 5_000) =>
  texts.map((text, index) => ({ id: String(index), text, at: new Date(NOON + index * everyMs) }))
const named = (messages: readonly RecentMessage[]) =>
  findSplitContacts(messages).map(({ kind, parts }) => `${kind} ${parts.map(({ id }) => id).join()}`)
const parts = (...texts: readonly string[]) => named(said(texts))

t.test('parts of a number', async (t) => {
  t.same(parts('98765', '43210'), ['phone 0,1'])
  t.same(parts('987', '654', '3210'), ['phone 0,1,2'])
  t.same(parts('hello', '9876', '5432', '10'), ['phone 1,2,3'])
  t.same(parts('98765', 'one minute', '43210'), ['phone 0,2'])
  t.same(parts('my number starts with 98765', 'rest is 43210'), ['phone 0,1'])
  t.same(parts('call me', '9876', '54', '3210'), ['phone 1,2,3'])
  t.same(parts(...'9876501234'), ['phone 0,1,2,3,4,5,6,7,8,9'])
  t.same(parts('nine eight seven', 'six five four', 'three two one zero'), ['phone 0,1,2'])
})

t.test('a number begins where it is said to begin', async (t) => {
  const before = ['21-15', '19-21', 'court 3', '4500', 'ok']
  t.same(parts(...before, 'my number is 98765'), [], 'the fee before it is no part of it')
  t.same(parts(...before, 'my number is 98765', '43210'), ['phone 5,6'])
})

t.test('the newest part of a split contact is never passed over beforehand', async (t) => {
  const runs = [
    ['98765', '43210'],
    ['my number starts with 98765', 'rest is 43210'],
    ['nine eight seven', 'six five four', 'three two one zero'],
    ['ravi.k', '@gmail.com'],
    ['ravi at', 'gmail dot com'],
    ['ravi', 'at gmail dot com'],
    ['rahul@', 'okaxis'],
    ['t.me/', 'ravi'],
  ]
  for (const run of runs) {
    t.not(parts(...run).length, 0, run.join(' | '))
    t.equal(mayBeSplitPart(run.at(-1) ?? ''), true, run.join(' | '))
  }
  t.equal(mayBeSplitPart('We meet on Saturday behind the pavilion'), false)
})

t.test('parts of an address or a link', async (t) => {
  t.same(parts('ravi.k', '@gmail.com'), ['email 0,1'])
  t.same(parts('ravi', '@', 'gmail', '.com'), ['email 0,1,2,3'])
  t.same(parts('ravi at', 'gmail dot com'), ['email 0,1'])
  t.same(parts('ravi99', 'gmail.com'), ['email 0,1'])
  t.same(parts('rahul@', 'okaxis'), ['upi 0,1'])
  t.same(parts('t.me/', 'ravi'), ['link 0,1'])
})

t.test('ordinary runs of messages', async (t) => {
  for (const texts of [
    ['21-15', '19-21', '22-20'],
    ['21 15', '19 21', '22 20'],
    ['5', '7', '12', '18', '45'],
    ['945', '730', '1130'],
    ['6:30', '7:30', '8:30'],
    ['78', '85', '92', '68', '70'],
    ['4500', '8500', '12000'],
    ['Rs 4500', 'Rs 8500'],
    ['2024', '2025', '2026'],
    ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'],
    ['1', '0', '4', '6', '1', '2', '0', '1', '4', '6'],
    ['98/100', '87/100', '91/100'],
    ['9.8', '7.6', '5.43', '21'],
    ['how many kids?', '12', '15', '10'],
    ['call at', '530', '615'],
    ['call me at', '1030', '1145', '1230'],
    ['our numbers', '2024', '2025'],
    ['contact fees', '4500', '8500'],
    ['8150', '9350'],
    ['9000', '8500', '75'],
    ['jersey 10', 'jersey 45'],
    ['order 98765', '43210'],
    ['Thanks', '@ravi.kumar see you'],
    ['see you at', 'google.com'],
  ]) {
    t.same(parts(...texts), [], texts.join(' | '))
  }
})

t.test('only the window counts: ten messages, or more of five minutes, and what the academy allows', async (t) => {
  const between = (count: number) => Array.from({ length: count }, () => 'ok')
  const split = (messages: number, everyMs: number) =>
    named(said(['98765', ...between(messages), '43210'], everyMs)).length
  const inWindow = SPLIT_WINDOW_MESSAGES - 2
  t.equal(split(inWindow, SPLIT_WINDOW_MS), 1, 'among the last ten, however long ago')
  t.equal(split(inWindow + 1, SPLIT_WINDOW_MS), 0)
  t.equal(split(19, SPLIT_WINDOW_MS / 20), 1, 'within five minutes, however many')
  t.equal(split(19, SPLIT_WINDOW_MS / 19), 0)
  t.same(findSplitContacts(said(['98765', '43210']), parseAllowlist('9876543210')), [])
  t.same(findSplitContacts([]), [])
})
