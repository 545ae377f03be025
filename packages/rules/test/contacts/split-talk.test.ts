import t from 'tap'
import {
  findSplitContacts,
  HIDDEN,
  maskContacts,
  mayBeSplitPart,
  type RecentMessage,
} from '../../src/contacts/index.ts'
import { seededRandom } from './random.ts'
import { type Split, splits } from './split-disguises.ts'
import { ordinaryConversation } from './split-talk.ts'

const SEED = 20_261_123

/** What people see in the end when one sender says this, a message every few seconds. */
function afterwards(texts: readonly string[]): string[] {
  const messages: RecentMessage[] = []
  for (const [index, text] of texts.entries()) {
    messages.push({ id: String(index), text: maskContacts(text).text, at: new Date(index * 4_000) })
    if (!mayBeSplitPart(text)) continue
    for (const { id } of findSplitContacts(messages).flatMap(({ parts }) => parts)) {
      const [message] = messages.filter((each) => each.id === id)
      if (message) messages[Number(id)] = { ...message, text: HIDDEN }
    }
  }
  return messages.map(({ text }) => text)
}

/** The share of them of which every part is hidden, and those of which one is not. */
function recallOf(all: readonly Split[]) {
  const missed = all.filter(({ texts, parts }) => {
    const shown = afterwards(texts)
    return parts.some((part) => !shown[part]?.includes(HIDDEN))
  })
  return {
    recall: 1 - missed.length / all.length,
    missed: missed.map(({ shape, texts }) => `${shape}: ${texts.join(' / ')}`),
  }
}

t.test('of ordinary conversations at most 5 in 10,000 messages are taken for parts', async (t) => {
  const random = seededRandom(SEED)
  let messages = 0
  const hidden: string[] = []
  for (let conversation = 0; conversation < 1_200; conversation++) {
    const talk = ordinaryConversation(random).filter((text) => maskContacts(text).text === text)
    messages += talk.length
    const shown = afterwards(talk)
    hidden.push(...talk.filter((_, index) => shown[index] === HIDDEN))
  }
  t.comment(`false alarms: ${hidden.length} of ${messages} messages`)
  t.ok(messages > 20_000, 'there is talk at all')
  t.ok((hidden.length / messages) * 10_000 <= 5, hidden.slice(0, 30).join('\n'))
})

t.test('contacts taken apart over several messages are hidden in all their parts', async (t) => {
  const { sure, short } = splits(seededRandom(SEED), 20)
  t.ok(sure.length >= 1_000)
  const found = recallOf(sure)
  t.comment(`${sure.length} splits: ${(found.recall * 100).toFixed(1)} % hidden`)
  t.ok(found.recall >= 0.96, found.missed.slice(0, 30).join('\n'))
  // One to three digits a message that nothing announces are written like marks and jerseys, so only some can be told.
  const told = recallOf(short)
  t.comment(`${short.length} in short parts that nothing announces: ${(told.recall * 100).toFixed(1)} % hidden`)
  t.ok(told.recall >= 0.5, told.missed.slice(0, 30).join('\n'))
})
