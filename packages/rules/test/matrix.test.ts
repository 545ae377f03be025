import t from 'tap'
import {
  CONVERSATION_TYPES,
  type ConversationType,
  canEdit,
  canJoin,
  canModerate,
  canOpenConversation,
  canSend,
  canUpload,
  type Decision,
  ROLES,
  type Role,
} from '../src/index.ts'

type Action = 'open' | 'join' | 'send' | 'upload' | 'edit' | 'editOther' | 'delete' | 'deleteOther'
type Cell = Record<Action, string>

// What is expected, cell by cell. `Record` makes the type check fail when a role, a type or an action has no cell.
const inDirect: Cell = {
  open: 'allow',
  join: 'allow',
  send: 'allow',
  upload: 'RULE_FILES_BATCH_ONLY',
  edit: 'allow',
  editOther: 'FORBIDDEN',
  delete: 'allow',
  deleteOther: 'FORBIDDEN',
}
const refused = (code: string): Cell => ({
  open: code,
  join: code,
  send: 'CONVERSATION_NOT_FOUND',
  upload: 'CONVERSATION_NOT_FOUND',
  edit: 'CONVERSATION_NOT_FOUND',
  editOther: 'CONVERSATION_NOT_FOUND',
  delete: 'CONVERSATION_NOT_FOUND',
  deleteOther: 'CONVERSATION_NOT_FOUND',
})
const inBatch: Cell = { ...inDirect, open: 'FORBIDDEN', upload: 'allow' }
const adminInDirect: Cell = { ...inDirect, deleteOther: 'allow' }
const adminInBatch: Cell = { ...inBatch, open: 'allow', deleteOther: 'allow' }
const noCoachParent = refused('RULE_NO_COACH_PARENT_DIRECT')
const noBridge = refused('RULE_ADMIN_BRIDGE')

const EXPECTED: Record<Role, Record<Role, Record<ConversationType, Cell>>> = {
  admin: {
    admin: { direct: adminInDirect, batch: adminInBatch },
    coach: { direct: adminInDirect, batch: adminInBatch },
    parent: { direct: adminInDirect, batch: adminInBatch },
  },
  coach: {
    admin: { direct: inDirect, batch: inBatch },
    coach: { direct: noBridge, batch: inBatch },
    parent: { direct: noCoachParent, batch: inBatch },
  },
  parent: {
    admin: { direct: inDirect, batch: inBatch },
    coach: { direct: noCoachParent, batch: inBatch },
    parent: { direct: noBridge, batch: inBatch },
  },
}

const show = (decision: Decision): string => (decision.allowed ? 'allow' : decision.code)

/** What the rules answer when a person of `role` acts towards a person of `other` in a conversation of `type`. */
function decided(role: Role, other: Role, type: ConversationType): Cell {
  const open =
    type === 'direct'
      ? canOpenConversation({ type, opener: { id: 'a', role }, other: { id: 'b', role: other, active: true } })
      : canOpenConversation({ type, opener: { role }, batch: { archived: false, hasCoachOrParent: true } })
  const join =
    type === 'direct'
      ? canJoin({ type, role, otherRole: other })
      : canJoin({ type, role, active: true, memberOfBatch: role !== 'admin' })
  // Nobody takes part in a conversation that the rules do not let them join.
  const place = { type, isParticipant: join.allowed, readOnly: false }
  const own = { ...place, isSender: true, isTombstone: false, role }
  const others = { ...own, isSender: false }
  return {
    open: show(open),
    join: show(join),
    send: show(canSend({ ...place, hasFile: false })),
    upload: show(canUpload(place)),
    edit: show(canEdit(own)),
    editOther: show(canEdit(others)),
    delete: show(canModerate(own)),
    deleteOther: show(canModerate(others)),
  }
}

t.test('role × role × conversation type × action', async (t) => {
  for (const role of ROLES) {
    for (const other of ROLES) {
      for (const type of CONVERSATION_TYPES) {
        t.same(decided(role, other, type), EXPECTED[role][other][type], `${role} towards ${other}, ${type}`)
      }
    }
  }
})

t.test('the direct rules hold in both directions', async (t) => {
  for (const role of ROLES) {
    for (const other of ROLES) {
      t.equal(decided(role, other, 'direct').join, decided(other, role, 'direct').join, `${role} and ${other}`)
    }
  }
})
