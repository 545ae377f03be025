import { allow, type Decision, deny } from './decision.ts'
import { canShareDirect } from './open-conversation.ts'
import type { Role } from './roles.ts'

export type JoinFacts =
  | { type: 'direct'; role: Role; otherRole: Role }
  | { type: 'batch'; role: Role; active: boolean; memberOfBatch: boolean }

/**
 * Rule 3: a batch conversation holds the batch's active Coaches and Parents and every active Admin, and nobody else.
 * Rules 2 and 5 for a seat in a direct conversation.
 */
export function canJoin(facts: JoinFacts): Decision {
  if (facts.type === 'direct') return canShareDirect(facts.role, facts.otherRole)
  if (!facts.active) return deny('RULE_BATCH_MEMBERSHIP')
  return facts.role === 'admin' || facts.memberOfBatch ? allow : deny('RULE_BATCH_MEMBERSHIP')
}

export type WritableFacts =
  | { type: 'direct'; hasActiveAdmin: boolean; closed: boolean }
  | { type: 'batch'; hasActiveAdmin: boolean; archived: boolean }

/** Rules 3 and 5: without an active Admin, when closed, or when its batch is archived, a conversation is only read. */
export function isReadOnly(facts: WritableFacts): boolean {
  return !facts.hasActiveAdmin || (facts.type === 'direct' ? facts.closed : facts.archived)
}
