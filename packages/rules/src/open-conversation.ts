import { allow, type Decision, deny } from './decision.ts'
import type { Role } from './roles.ts'

/**
 * Rules 2 and 5: who may share a direct conversation with whom. A new role does not compile until each of its cells is
 * decided here.
 */
const DIRECT_PAIRS: Record<Role, Record<Role, Decision>> = {
  admin: { admin: allow, coach: allow, parent: allow },
  coach: { admin: allow, coach: deny('RULE_ADMIN_BRIDGE'), parent: deny('RULE_NO_COACH_PARENT_DIRECT') },
  parent: { admin: allow, coach: deny('RULE_NO_COACH_PARENT_DIRECT'), parent: deny('RULE_ADMIN_BRIDGE') },
}

/** Whether people of these two roles may share a direct conversation, whichever of them opens it. */
export function canShareDirect(one: Role, other: Role): Decision {
  return DIRECT_PAIRS[one][other]
}

/** The roles that a person of `role` may open a direct conversation with. */
export function directPartnersOf(role: Role): Role[] {
  const partners: Role[] = []
  for (const [partner, decision] of Object.entries(DIRECT_PAIRS[role])) {
    if (decision.allowed && isRole(partner)) partners.push(partner)
  }
  return partners
}

function isRole(name: string): name is Role {
  return Object.hasOwn(DIRECT_PAIRS, name)
}

export type OpenFacts =
  | {
      type: 'direct'
      opener: { id: string; role: Role }
      other: { id: string; role: Role; active: boolean }
    }
  | {
      type: 'batch'
      opener: { role: Role }
      /** `hasCoachOrParent`: at least one active Coach or Parent belongs to the batch. */
      batch: { archived: boolean; hasCoachOrParent: boolean }
    }

/** Whether the opener may open (or open again) this conversation. */
export function canOpenConversation(facts: OpenFacts): Decision {
  if (facts.type === 'direct') {
    if (facts.opener.id === facts.other.id) return deny('VALIDATION')
    if (!facts.other.active) return deny('USER_NOT_FOUND')
    return canShareDirect(facts.opener.role, facts.other.role)
  }
  if (facts.opener.role !== 'admin') return deny('FORBIDDEN')
  if (facts.batch.archived || !facts.batch.hasCoachOrParent) return deny('RULE_BATCH_MEMBERSHIP')
  return allow
}
