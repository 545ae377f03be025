import { allow, type Decision, deny } from './decision.ts'
import type { ConversationType, Role } from './roles.ts'

/** What is known of a person's place in a conversation when a message action is decided. */
export interface PlaceFacts {
  type: ConversationType
  isParticipant: boolean
  readOnly: boolean
}

export interface SendFacts extends PlaceFacts {
  hasFile: boolean
}

/** Whether a message, with or without a file, may be sent here (rules 3, 4 and 5). */
export function canSend(facts: SendFacts): Decision {
  if (!facts.isParticipant) return deny('CONVERSATION_NOT_FOUND')
  if (facts.hasFile && facts.type !== 'batch') return deny('RULE_FILES_BATCH_ONLY')
  return facts.readOnly ? deny('CONVERSATION_READ_ONLY') : allow
}

/** Rule 4: whether a file may be uploaded here; decided before its first byte is read. */
export function canUpload(facts: PlaceFacts): Decision {
  return canSend({ ...facts, hasFile: true })
}

export interface ChangeFacts extends PlaceFacts {
  isSender: boolean
  isTombstone: boolean
}

/** Whether the text of a stored message may be changed: its sender's alone, and never that of a tombstone. */
export function canEdit(facts: ChangeFacts): Decision {
  if (!facts.isParticipant) return deny('CONVERSATION_NOT_FOUND')
  if (facts.isTombstone) return deny('MESSAGE_NOT_FOUND')
  if (facts.readOnly) return deny('CONVERSATION_READ_ONLY')
  return facts.isSender ? allow : deny('FORBIDDEN')
}

export interface ModerateFacts extends ChangeFacts {
  role: Role
}

const MODERATES: Record<Role, boolean> = { admin: true, coach: false, parent: false }

/** Whether a message may be deleted: by its sender, or by an Admin, who may do so even where nobody may write. */
export function canModerate(facts: ModerateFacts): Decision {
  if (!facts.isParticipant) return deny('CONVERSATION_NOT_FOUND')
  if (facts.isTombstone) return deny('MESSAGE_NOT_FOUND')
  if (MODERATES[facts.role]) return allow
  if (facts.readOnly) return deny('CONVERSATION_READ_ONLY')
  return facts.isSender ? allow : deny('FORBIDDEN')
}
