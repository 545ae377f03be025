import t from 'tap'
import { hasHidden } from '../src/conversation/hidden.ts'
import { piecesOf } from '../src/conversation/pieces.ts'

t.test('links to web pages can be followed, everything else stays text', async (t) => {
  t.same(piecesOf('See https://example.org/a?b=c, please'), [
    { type: 'text', text: 'See ' },
    { type: 'link', text: 'https://example.org/a?b=c', href: 'https://example.org/a?b=c' },
    { type: 'text', text: ', please' },
  ])
  t.match(piecesOf('example.org'), [{ type: 'link', href: 'http://example.org' }])
  for (const text of ['javascript:alert(1)', 'ftp://example.org', 'mailto:a@b.org', 'a@b.org', '<b>bold</b>', '7.30']) {
    t.same(piecesOf(text), [{ type: 'text', text }], text)
  }
})

t.test('a hidden contact is a piece of its own', async (t) => {
  t.same(piecesOf('call [hidden] or [hidden]'), [
    { type: 'text', text: 'call ' },
    { type: 'hidden' },
    { type: 'text', text: ' or ' },
    { type: 'hidden' },
  ])
  t.ok(hasHidden('call [hidden]'))
  t.notOk(hasHidden('nothing is hidden here'))
})
