import type { ConversationPosition } from '@touchline/contracts'
import t from 'tap'
import { Person, type Session } from '../src/person.ts'

const position = (conversationId: string, version: number): ConversationPosition => ({
  conversationId,
  type: 'batch',
  version,
  lastSeq: 0,
  readOnly: false,
})

const session = (...conversations: ConversationPosition[]): Session => ({
  userId: 'anna',
  user: { id: 'anna', role: 'coach', displayName: 'Anna', active: true },
  conversations,
})

t.test('a session that was read late takes nothing back that was heard since', async (t) => {
  const person = new Person('anna')
  person.join('heard-before', 3)
  const mark = person.mark()
  person.join('heard-since', 5)
  person.leave('left-since', 6)
  const { joined, left } = person.reconcile(session(position('left-since', 5), position('new', 1)), mark)
  t.same(
    joined.map(({ conversationId }) => conversationId),
    ['new'],
  )
  t.same(left, ['heard-before'])
  t.same(person.conversationIds().sort(), ['heard-since', 'new'])
})

t.test('a session that is newer than a departure brings the person back', async (t) => {
  const person = new Person('anna')
  const mark = person.mark()
  person.leave('c1', 6)
  t.same(person.reconcile(session(position('c1', 8)), mark).joined.length, 1)
  t.equal(person.isIn('c1'), true)
})

t.test('versions decide between joining and leaving, whichever is heard first', async (t) => {
  const person = new Person('anna')
  t.equal(person.join('c1', 3), true)
  t.equal(person.leave('c1', 5), true)
  t.equal(person.join('c1', 3), false, 'told again')
  t.equal(person.join('c1', 7), true)
  t.equal(person.leave('c1', 5), false, 'told again')
  t.equal(person.isMissingSince('c1', 6), false)
  t.equal(person.isMissingSince('c1', 8), true)
  t.equal(person.leave('c1'), true, 'without a version: now')
  t.equal(person.join('c1', 7), false)
})

t.test('deactivation counts until a session that was asked for after it says otherwise', async (t) => {
  const person = new Person('anna')
  const mark = person.mark()
  person.deactivate()
  person.reconcile(session(), mark)
  t.equal(person.active, false)
  person.reconcile(session(), person.mark())
  t.equal(person.active, true)
  person.join('c1', 1)
  t.same(person.reconcile({ userId: 'anna', user: null, conversations: [] }, person.mark()).left, [])
  t.equal(person.active, false)
  t.equal(person.isIn('c1'), true, 'for those who are told that they went')
})
