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
    'wa.me/919876543210?text=Batch%2010%20please',
    'https://api.whatsapp.com/send?phone=919876543210&text=hi',
    'tel:+91-98765-43210',
    'https://example.org/?phone=919876543210',
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
    '+1 98765 43210',
    '+44 9876543210',
    'wa.me/449876543210',
    't.me/x9876543210',
    'wa.me/919876543210?text=98123%2045678',
    'mailto:office@academy.example?cc=ravi@gmail.com',
    'mailto:office@academy.example?bcc=ravi%40gmail.com',
    'mailto:office@academy.example,ravi@gmail.com',
    'mailto:office@academy.example?body=98123%2045678',
  ]) {
    t.match(maskContacts(`call ${contact}`, OWN).text, '[hidden]', contact)
  }
  t.equal(maskContacts('98765 43210 and 98765 43211', OWN).text, '98765 43210 and [hidden]')
})

t.test('an Indian mobile number without its country is also dialled with 91, and with no other', async (t) => {
  const national = parseAllowlist('98765 43210, 020 7946 0958')
  t.equal(maskContacts('+91 98765 43210', national).text, '+91 98765 43210')
  t.equal(maskContacts('020 7946 0958', national).text, '020 7946 0958')
  t.equal(maskContacts('+1 98765 43210', national).text, '[hidden]')
  t.equal(maskContacts('+44 20 7946 0958', national).text, '[hidden]')
})

t.test('a list with something else in it is refused, without repeating it', async (t) => {
  t.throws(() => parseAllowlist('112, reception'), { message: /entry 2/ })
  t.throws(() => parseAllowlist('reception'), { message: /^(?!.*reception)/ })
  t.doesNotThrow(() => parseAllowlist(''))
})
