import t from 'tap'
import { maskContacts, parseAllowlist } from '../../src/contacts/index.ts'

const OWN = parseAllowlist(' +91 98765 43210, office@academy.example ,, t.me/academy,desk@okaxis')

t.test('the academy’s own contacts stay visible, however they are written', async (t) => {
  for (const text of [
    'call 98765 43210',
    '+91-9876543210',
    '0 98765 43210',
    'nine eight seven six five four three two one zero',
    'wa.me/919876543210',
    'Office@Academy.example',
    'mailto:office@academy.example?subject=hi',
    'https://t.me/academy',
    'desk@okaxis',
  ]) {
    t.same(maskContacts(text, OWN), { text, findings: [] })
  }
})

t.test('nothing else does', async (t) => {
  for (const contact of [
    '98765 43211',
    '198765 4321',
    'x.office@academy.example',
    't.me/academy2',
    'desk@ybl',
    '12 8765 43210',
  ]) {
    t.match(maskContacts(`call ${contact}`, OWN).text, '[hidden]', contact)
  }
  t.equal(maskContacts('98765 43210 and 98765 43211', OWN).text, '98765 43210 and [hidden]')
})

t.test('a list with something else in it is refused, without repeating it', async (t) => {
  t.throws(() => parseAllowlist('112, reception'), { message: /entry 2/ })
  t.throws(() => parseAllowlist('reception'), { message: /^(?!.*reception)/ })
  t.doesNotThrow(() => parseAllowlist(''))
})
