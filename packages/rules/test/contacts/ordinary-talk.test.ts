import t from 'tap'
import { maskContacts } from '../../src/contacts/index.ts'
import { academyMessage } from './academy-talk.ts'
import { seededRandom } from './random.ts'

const MESSAGES = 10_000
const MOST_FALSE_ALARMS = 5

t.test(`of ${MESSAGES} ordinary messages at most ${MOST_FALSE_ALARMS} are touched`, async (t) => {
  const random = seededRandom(20_251_122)
  const messages = Array.from({ length: MESSAGES }, () => academyMessage(random))
  t.ok(new Set(messages).size > MESSAGES / 2, 'the messages are of many kinds')
  const touched = messages.filter((message) => maskContacts(message).text !== message)
  t.comment(`false alarms: ${touched.length} of ${MESSAGES}`)
  t.ok(touched.length <= MOST_FALSE_ALARMS, touched.slice(0, 20).join('\n'))
})

const STAYS = [
  '21-15 19-21',
  '6-4, 3-6, 7-6 (7-5)',
  'Timings 0530 0630 0730',
  'Fees: 1500 2000 2500',
  'Total: $1,234,567.89',
  '₹ 1,00,00,000',
  'Order no. 112-4455667-8899001',
  'UPI Ref No 432198765432',
  'Visa 4111 1111 1111 1111',
  'ISBN 978-3-16-148410-0',
  'Dial 112, ambulance 108, childline 1098',
  'server 10.100.100.100:8080, v1.2.3.4',
  'GPS 19.0760, 72.8777',
  'sets: 12 10 8 6 12 10 8 6',
  '1 2 3 4 5 6 7 8 9 10',
  'Meeting ID: 987 6543 2101',
  'https://zoom.us/j/98765432101?pwd=abc123',
  'https://example.com/orders/1234567890',
  'MAC 00:1A:2B:3C:4D:5E, id 550e8400-e29b-41d4-a716-446655440000',
  'look at google.com',
  'visit us at touchline dot academy',
  'Follow @rahul_10 and @coach.ravi',
  'Thanks@Ravi.See you',
  'he works at yahoo',
  'npm i vue@3.2.1',
]

t.test('what looks like a contact and is none stays', async (t) => {
  for (const text of STAYS) t.equal(maskContacts(text).text, text)
})
