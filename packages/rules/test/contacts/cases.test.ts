import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { maskContacts } from '../../src/contacts/index.ts'
import type { Case } from './own-cases.ts'
import { OWN_CASES } from './own-cases.ts'

/** Cases from the test suites of public projects, kept beside the checkout; where it is missing, our own still run. */
const SHARED = new URL('../../../../../shared/contact-cases/cases.jsonl', import.meta.url)

interface SharedCase {
  readonly text: string
  readonly contains: boolean
  readonly must_not_survive?: readonly string[]
  readonly tier: 'core' | 'hard'
}

const isHandledWell = ({ text, gone }: Case) => {
  const masked = maskContacts(text).text
  return gone.length === 0 ? masked === text : gone.every((part) => !masked.includes(part))
}

t.test('our own cases', async (t) => {
  for (const each of OWN_CASES) t.ok(isHandledWell(each), `${each.text} => ${maskContacts(each.text).text}`)
})

/** What was reached, rounded down: the figures may rise, not fall. */
const FLOORS = { core: { recall: 0.99, untouched: 0.99 }, hard: { recall: 0.92, untouched: 0.98 } } as const

t.test(
  'the figures on the shared cases do not fall',
  { skip: !existsSync(SHARED) && 'not beside this checkout' },
  async (t) => {
    const cases = readFileSync(SHARED, 'utf8').trim().split('\n').map(parseCase)
    for (const tier of ['core', 'hard'] as const) {
      const ofTier = cases.filter((each) => each.tier === tier)
      const share = (contains: boolean) => {
        const some = ofTier.filter((each) => each.contains === contains)
        const well = some.filter((each) => isHandledWell({ text: each.text, gone: each.must_not_survive ?? [] }))
        t.comment(`${tier}: ${contains ? 'recall' : 'untouched'} ${well.length}/${some.length}`)
        return well.length / some.length
      }
      t.ok(share(true) >= FLOORS[tier].recall, `${tier} recall`)
      t.ok(share(false) >= FLOORS[tier].untouched, `${tier} untouched`)
    }
  },
)

function parseCase(line: string): SharedCase {
  return JSON.parse(line)
}
