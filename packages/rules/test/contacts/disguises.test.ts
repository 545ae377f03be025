import t from 'tap'
import { maskContacts } from '../../src/contacts/index.ts'
import type { Disguised } from './disguises.ts'
import { disguisedContacts } from './disguises.ts'
import { seededRandom } from './random.ts'

const EACH = 40
const RECALL_FLOOR = 0.99
const RECALL_FLOOR_OF_A_WAY = 0.9
/** A word stuck to a number stays ("tel98…"), and so may a sign at its edge. */
const COVERED = 0.7

t.test('generated numbers of many countries and disguised addresses are found', async (t) => {
  const contacts = disguisedContacts(seededRandom(7), EACH)
  const missed = contacts.filter((contact) => !isHidden(contact))
  const recall = 1 - missed.length / contacts.length
  t.comment(`recall: ${(100 * recall).toFixed(2)} % of ${contacts.length}`)
  t.ok(recall >= RECALL_FLOOR, missed.slice(0, 20).map(describe).join('\n'))
  for (const [way, ofWay] of Map.groupBy(contacts, (contact) => contact.way)) {
    const lost = ofWay.filter((contact) => !isHidden(contact))
    t.ok(
      1 - lost.length / ofWay.length >= RECALL_FLOOR_OF_A_WAY,
      `${way}: ${lost.slice(0, 3).map(describe).join('; ')}`,
    )
  }
})

function isHidden({ text, start, end }: Disguised): boolean {
  const { findings } = maskContacts(text)
  const covered = findings.reduce((sum, finding) => {
    return sum + Math.max(0, Math.min(finding.end, end) - Math.max(finding.start, start))
  }, 0)
  return covered >= (end - start) * COVERED
}

function describe({ text }: Disguised): string {
  return `${JSON.stringify(text)} => ${JSON.stringify(maskContacts(text).text)}`
}
