import t from 'tap'
import { HIDDEN, maskContacts } from '../../src/contacts/index.ts'

// How long these take is measured by `pnpm bench masking`, against other lengths in the same run: a limit in a test would
// say more about what else the machine is doing.
const HOSTILE = [
  ...[
    'a@',
    '1-',
    '9.',
    'a at ',
    '1 ',
    '12-',
    'a.',
    '@',
    '9',
    '(',
    '+1',
    '1,',
    'ab12',
    '1a',
    'a_at_',
    'a dot ',
    '"@',
    '://',
  ],
  ...[
    'gmail.com ',
    '98765 43210 ',
    '+9876543210 ',
    'a@b.co ',
    'one ',
    'double ',
    'call ',
    '9😀',
    'a\u0336',
    '९',
    '\u200b',
  ],
  ...['http://a@b.co ', 'f0:', '&#64;', '[hidden]', 'tel:1', 'nine'],
] as const

const repeated = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

t.test('text that is made to be slow comes out whole, and masking it again changes nothing', async (t) => {
  for (const piece of HOSTILE) {
    const text = repeated(piece, 4096)
    const { text: masked, findings } = maskContacts(text)
    let rebuilt = ''
    let end = 0
    for (const finding of findings) {
      rebuilt += text.slice(end, finding.start) + HIDDEN
      end = finding.end
    }
    t.equal(rebuilt + text.slice(end), masked, JSON.stringify(piece))
    t.same(maskContacts(masked), { text: masked, findings: [] }, JSON.stringify(piece))
  }
})
