import t from 'tap'
import {
  canEdit,
  canJoin,
  canModerate,
  canOpenConversation,
  canSend,
  canUpload,
  directPartnersOf,
  isReadOnly,
} from '../src/index.ts'

t.test('opening: oneself, a deactivated person, an archived or an empty batch', async (t) => {
  const admin = { id: 'a', role: 'admin' } as const
  t.match(canOpenConversation({ type: 'direct', opener: admin, other: { ...admin, active: true } }), {
    code: 'VALIDATION',
  })
  t.match(canOpenConversation({ type: 'direct', opener: admin, other: { id: 'p', role: 'parent', active: false } }), {
    code: 'USER_NOT_FOUND',
  })
  const batch = { archived: false, hasCoachOrParent: true }
  t.match(canOpenConversation({ type: 'batch', opener: admin, batch: { ...batch, archived: true } }), {
    code: 'RULE_BATCH_MEMBERSHIP',
  })
  t.match(canOpenConversation({ type: 'batch', opener: admin, batch: { ...batch, hasCoachOrParent: false } }), {
    code: 'RULE_BATCH_MEMBERSHIP',
  })
})

t.test('a batch conversation holds active Admins and active members, nobody else', async (t) => {
  const join = (role: 'admin' | 'coach' | 'parent', active: boolean, memberOfBatch: boolean) =>
    canJoin({ type: 'batch', role, active, memberOfBatch }).allowed
  t.equal(join('admin', true, false), true)
  t.equal(join('admin', false, false), false)
  t.equal(join('coach', true, true), true)
  t.equal(join('coach', true, false), false)
  t.equal(join('coach', false, true), false)
  t.equal(join('parent', true, true), true)
  t.equal(join('parent', true, false), false)
})

t.test('read-only: no active Admin, closed, archived', async (t) => {
  t.equal(isReadOnly({ type: 'direct', hasActiveAdmin: true, closed: false }), false)
  t.equal(isReadOnly({ type: 'direct', hasActiveAdmin: false, closed: false }), true)
  t.equal(isReadOnly({ type: 'direct', hasActiveAdmin: true, closed: true }), true)
  t.equal(isReadOnly({ type: 'batch', hasActiveAdmin: true, archived: false }), false)
  t.equal(isReadOnly({ type: 'batch', hasActiveAdmin: false, archived: false }), true)
  t.equal(isReadOnly({ type: 'batch', hasActiveAdmin: true, archived: true }), true)
})

t.test('in a read-only conversation nobody writes, and an Admin may still delete', async (t) => {
  const place = { type: 'batch', isParticipant: true, readOnly: true } as const
  const own = { ...place, isSender: true, isTombstone: false }
  t.match(canSend({ ...place, hasFile: false }), { code: 'CONVERSATION_READ_ONLY' })
  t.match(canUpload(place), { code: 'CONVERSATION_READ_ONLY' })
  t.match(canEdit(own), { code: 'CONVERSATION_READ_ONLY' })
  t.match(canModerate({ ...own, role: 'coach' }), { code: 'CONVERSATION_READ_ONLY' })
  t.match(canModerate({ ...own, isSender: false, role: 'admin' }), { allowed: true })
})

t.test('a tombstone is neither edited nor deleted again', async (t) => {
  const facts = { type: 'batch', isParticipant: true, readOnly: false, isSender: true, isTombstone: true } as const
  t.match(canEdit(facts), { code: 'MESSAGE_NOT_FOUND' })
  t.match(canModerate({ ...facts, role: 'admin' }), { code: 'MESSAGE_NOT_FOUND' })
})

t.test('contacts are the roles that the direct rules allow', async (t) => {
  t.same(directPartnersOf('admin'), ['admin', 'coach', 'parent'])
  t.same(directPartnersOf('coach'), ['admin'])
  t.same(directPartnersOf('parent'), ['admin'])
})
