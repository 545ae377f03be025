import { hostileTexts } from '@touchline/testing'
import t from 'tap'
import { HIDDEN, maskContacts } from '../../src/contacts/index.ts'

// How long these take is measured by `pnpm bench masking`, against other lengths in the same run: a limit in a test would
// say more about what else the machine is doing.
t.test('text that is made to be slow comes out whole, and masking it again changes nothing', async (t) => {
  for (const { piece, text } of hostileTexts(4096)) {
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
