/** The codes that a rule can refuse with. `contracts` gives each its HTTP status and its text. */
export type RuleCode =
  | 'RULE_NO_COACH_PARENT_DIRECT'
  | 'RULE_BATCH_MEMBERSHIP'
  | 'RULE_FILES_BATCH_ONLY'
  | 'RULE_ADMIN_BRIDGE'
  | 'RULE_CONTACT_HIDDEN'
  | 'CONVERSATION_READ_ONLY'
  | 'CONVERSATION_NOT_FOUND'
  | 'MESSAGE_NOT_FOUND'
  | 'USER_NOT_FOUND'
  | 'FORBIDDEN'
  | 'VALIDATION'

export interface Allow {
  readonly allowed: true
}

export interface Deny {
  readonly allowed: false
  readonly code: RuleCode
}

/** What a rule answers: `allow`, or `deny` with the code of the rule that would be broken. */
export type Decision = Allow | Deny

export const allow: Allow = { allowed: true }

export function deny(code: RuleCode): Deny {
  return { allowed: false, code }
}
