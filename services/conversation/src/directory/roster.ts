import { canJoin, canShareDirect, isReadOnly, type Role } from '@touchline/rules'

/** A person as far as rosters are concerned. */
export interface RosterPerson {
  id: string
  role: Role
  active: boolean
}

interface RosterMember {
  userId: string
  role: Role
}

/** A batch conversation, who takes part in it now, and who belongs to its batch. */
export interface BatchRoster {
  archived: boolean
  readOnly: boolean
  participants: readonly RosterMember[]
  members: readonly RosterPerson[]
}

/** A direct conversation that is open, with the people in its seats as the directory has them now. */
export interface DirectRoster {
  readOnly: boolean
  bridge: RosterPerson
  guest: RosterPerson
  participants: readonly RosterMember[]
}

/** How a roster differs from what the rules want it to be. */
export interface RosterDifference {
  joining: RosterMember[]
  leaving: string[]
  /** With their new role. */
  changing: RosterMember[]
  readOnly: boolean
  closing: boolean
}

/** Rule 3: the batch's active Coaches and Parents and every active Admin, and nobody else. */
export function compareBatch(roster: BatchRoster, admins: readonly RosterPerson[]): RosterDifference {
  const wanted = new Map<string, Role>()
  for (const { id, role, active } of [...roster.members, ...admins]) {
    const memberOfBatch = role !== 'admin'
    if (canJoin({ type: 'batch', role, active, memberOfBatch }).allowed) wanted.set(id, role)
  }
  const hasActiveAdmin = admins.some(({ active }) => active)
  const readOnly = isReadOnly({ type: 'batch', hasActiveAdmin, archived: roster.archived })
  return { ...compareMembers(roster.participants, wanted), readOnly, closing: false }
}

/** Rules 2 and 5: a pair that may no longer share a direct conversation leaves it, and it closes. */
export function compareDirect({ bridge, guest, participants }: DirectRoster): RosterDifference {
  const closing = !canShareDirect(bridge.role, guest.role).allowed
  const wanted = new Map<string, Role>(closing ? [] : [bridge, guest].map(({ id, role }) => [id, role]))
  const hasActiveAdmin = [bridge, guest].some(({ role, active }) => role === 'admin' && active)
  const readOnly = isReadOnly({ type: 'direct', hasActiveAdmin, closed: closing })
  return { ...compareMembers(participants, wanted), readOnly, closing }
}

function compareMembers(current: readonly RosterMember[], wanted: ReadonlyMap<string, Role>) {
  const present = new Set(current.map(({ userId }) => userId))
  return {
    joining: [...wanted].filter(([userId]) => !present.has(userId)).map(([userId, role]) => ({ userId, role })),
    leaving: current.filter(({ userId }) => !wanted.has(userId)).map(({ userId }) => userId),
    changing: current.flatMap(({ userId, role }) => {
      const newRole = wanted.get(userId)
      return newRole === undefined || newRole === role ? [] : [{ userId, role: newRole }]
    }),
  }
}

/** Whether there is anything to write, beside `readOnly`. */
export function differs(difference: RosterDifference): boolean {
  const { joining, leaving, changing, closing } = difference
  return joining.length + leaving.length + changing.length > 0 || closing
}
