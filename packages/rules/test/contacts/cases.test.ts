import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { maskContacts } from '../../src/contacts/index.ts'
import type { Case } from './own-cases.ts'
import { OWN_CASES } from './own-cases.ts'

/** Cases from the test suites of public projects, kept beside the checkout; where it is missing, our own still run. */
const SHARED = new URL('../../../../../shared/contact-cases/cases.jsonl', import.meta.url)
/** Written by a reviewer who knew what is asked for and had not read the code; one in twenty after seeing what had got through. */
const REVIEWER = new URL('./reviewer-cases.jsonl', import.meta.url)

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

interface Floor {
  readonly recall: number
  readonly untouched: number
}

/** What was reached, rounded down: the figures may rise, not fall. */
const LISTS: readonly { name: string; file: URL; floors: Readonly<Record<SharedCase['tier'], Floor>> }[] = [
  {
    name: 'shared',
    file: SHARED,
    floors: { core: { recall: 0.99, untouched: 0.99 }, hard: { recall: 0.92, untouched: 0.98 } },
  },
  {
    name: 'reviewer',
    file: REVIEWER,
    floors: { core: { recall: 0.99, untouched: 0.99 }, hard: { recall: 0.85, untouched: 0.91 } },
  },
]

for (const { name, file, floors } of LISTS) {
  const skip = !existsSync(file) && 'not beside this checkout'
  t.test(`the figures on the ${name} cases do not fall`, { skip }, async (t) => {
    const cases = readFileSync(file, 'utf8').trim().split('\n').map(parseCase)
    for (const tier of ['core', 'hard'] as const) {
      const ofTier = cases.filter((each) => each.tier === tier)
      const share = (contains: boolean) => {
        const some = ofTier.filter((each) => each.contains === contains)
        const well = some.filter((each) => isHandledWell({ text: each.text, gone: each.must_not_survive ?? [] }))
        t.comment(`${tier}: ${contains ? 'recall' : 'untouched'} ${well.length}/${some.length}`)
        return well.length / some.length
      }
      t.ok(share(true) >= floors[tier].recall, `${tier} recall`)
      t.ok(share(false) >= floors[tier].untouched, `${tier} untouched`)
    }
  })
}

function parseCase(line: string): SharedCase {
  return JSON.parse(line)
}
