import t from 'tap'
import { imitatesName } from '../src/index.ts'

t.test('a name that is drawn like another one', async (t) => {
  for (const [name, other] of [
    ['Аsha Menon', 'Asha Menon'],
    ['Ash4 Menon', 'Asha Menon'],
    ['lan Bell', 'Ian Bell'],
    ['Ａｓｈａ Mеnon', 'Asha Menon'],
    ['Asha Menоn\u200b', 'Asha Menon'],
    ['АННА', 'ANNA'],
    ['НОРЕ', 'HOPE'],
    ['ΑΝΝΑ', 'ANNA'],
    ['ЯAVI', 'Ravi'],
    ['ꓣavi', 'Ravi'],
    ['AshaМenon', 'Asha Menon'],
  ] as const) {
    t.equal(imitatesName(name, other), true, `${name} for ${other}`)
  }
})

t.test('two people whose names are alike', async (t) => {
  for (const [name, other] of [
    ['Asha Menon', 'Asha Menon'],
    ['ASHA MENON', 'Asha Menon'],
    ['Jose', 'José'],
    ['Kalla', 'Kaila'],
    ['Asha M.', 'Asha N.'],
    ['आशा', 'Asha'],
    ['S.K. Gupta', 'SK Gupta'],
    ['Neha (Arjun’s mother)', "Neha (Arjun's mother)"],
    ['Varnika', 'Vamika'],
    ['Karna', 'Kama'],
    ['Ravi 1', 'Ravi 2'],
    ['Işık', 'Isik'],
    ['Ravi & Sita', 'Ravi Sita'],
    ['Анна', 'Anna'],
    ['Hina', 'Nina'],
    ['HINA', 'NINA'],
    ['Αννα', 'Anna'],
  ] as const) {
    t.equal(imitatesName(name, other), false, `${name} and ${other}`)
  }
})
