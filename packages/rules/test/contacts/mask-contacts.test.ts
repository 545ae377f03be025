import t from 'tap'
import { HIDDEN, maskContacts } from '../../src/contacts/index.ts'
import { seededRandom } from './random.ts'

t.test('a masked text says that something was there, and where', async (t) => {
  t.same(maskContacts('Call 98765 43210 or write to asha@example.org'), {
    text: 'Call [hidden] or write to [hidden]',
    findings: [
      { kind: 'phone', start: 5, end: 16 },
      { kind: 'email', start: 29, end: 45 },
    ],
  })
  t.same(maskContacts('no contact, 21-15'), { text: 'no contact, 21-15', findings: [] })
  t.same(maskContacts(''), { text: '', findings: [] })
})

t.test('each kind by its name', async (t) => {
  const kinds = (text: string) => maskContacts(text).findings.map((finding) => finding.kind)
  t.same(kinds('t.me/asha and tel:+919876543210'), ['link', 'link'])
  t.same(kinds('asha@okaxis, upi://pay?pa=asha@ybl'), ['upi', 'upi'])
  t.same(kinds('asha at gmail dot com, nine eight seven six five four three two one zero'), ['email', 'phone'])
})

t.test('positions are those of the original, whatever folding did to the text', async (t) => {
  const before = '👨‍👩‍👧 ﷺ Åsa ⑽ '
  for (const contact of [
    '９８７６５ ４３２１０',
    '9\u200b8\u200b7\u200b6\u200b5\u200b4\u200b3\u200b2\u200b1\u200b0',
    'аsha@gmail.com',
  ]) {
    const text = `${before}${contact} ok`
    t.same(
      maskContacts(text).findings.map(({ start, end }) => text.slice(start, end)),
      [contact],
    )
  }
})

t.test('a name beside the number, a time, a score and a sum stay', async (t) => {
  t.equal(maskContacts('Asha 9876543210 at 5:30').text, 'Asha [hidden] at 5:30')
  t.equal(maskContacts('21-15 19-21, then 98765 43210').text, '21-15 19-21, then [hidden]')
  t.equal(maskContacts('Rs 4500 to 98765 43210 by 12/11/2026').text, 'Rs 4500 to [hidden] by 12/11/2026')
  t.equal(maskContacts('ref 1234, 98765 43210').text, 'ref 1234, [hidden]')
})

t.test('a number once found is hidden wherever it stands', async (t) => {
  t.equal(maskContacts('order 9876543210 … call 9876543210').text, 'order [hidden] … call [hidden]')
})

const PIECES = [
  ...['98765', '43210', '9876543210', '+91', '0', '1', '12', '21-15', '5:30', '12/11/2026', '10.0.0.1', '٣', '९', '𝟗'],
  ...[
    '.',
    '-',
    ' ',
    ' ',
    ', ',
    '\n',
    '@',
    '(',
    ')',
    '#',
    '/',
    '"',
    '+',
    '\u200b',
    '\u0336',
    '😀',
    '\ud800',
    '&#64;',
    '%40',
  ],
  ...['at', 'dot', 'gmail', 'gmail.com', 'john', 'ravi.k', 'call', 'number', 'order', 'Rs', 'x', 'ext', 'O', 'l', 'S'],
  ...['one', 'two', 'double', 'nine', 'do', 'नौ', 'é', 'Аd', 't.me/x', 'wa.me/', 'mailto:', 'http://a.b/c', 'www.'],
  ...[HIDDEN, 'is my number', 'pe call karo'],
] as const

t.test('whatever the text, findings are its spans and masking again changes nothing', async (t) => {
  const random = seededRandom(11)
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from({ length: random.integer(1, 14) }, () => random.pick(PIECES) + random.pick(['', ' '])).join(
      '',
    )
    const { text: masked, findings } = maskContacts(text)
    let rebuilt = ''
    let from = 0
    for (const { start, end } of findings) {
      if (start < from || end <= start) t.fail(`overlapping or empty in ${JSON.stringify(text)}`)
      rebuilt += text.slice(from, start) + HIDDEN
      from = end
    }
    if (rebuilt + text.slice(from) !== masked) t.fail(`spans of ${JSON.stringify(text)} do not give ${masked}`)
    if (maskContacts(masked).text !== masked)
      t.fail(`not idempotent: ${JSON.stringify(text)} ${JSON.stringify(masked)}`)
  }
  t.pass('20,000 texts')
})
