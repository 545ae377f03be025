import type { FindingPlace } from '@touchline/contracts'
import type { ContactKind, ConversationType, Role } from '@touchline/rules'
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

// One interface a table of `migrations/`. Row types stay inside the repositories.

type Timestamp = ColumnType<Date, Date | undefined, Date>
type Seat = 'bridge' | 'guest'

export interface Tables {
  users: {
    id: string
    role: Role
    display_name: string
    name_skeleton: Generated<string>
    active: boolean
    revision: Generated<number>
    published_revision: Generated<number>
    created_at: Timestamp
  }
  batches: { id: string; name: string; archived: boolean; created_at: Timestamp }
  batch_members: { batch_id: string; user_id: string }
  conversations: {
    id: string
    type: ConversationType
    batch_id: string | null
    bridge_id: string | null
    bridge_role: Role | null
    guest_id: string | null
    guest_role: Role | null
    closed_at: Date | null
    open_bridge_role: GeneratedAlways<Role | null>
    open_guest_role: GeneratedAlways<Role | null>
    read_only: Generated<boolean>
    last_seq: Generated<number>
    version: Generated<number>
    published_version: Generated<number>
    told_ahead: Generated<string>
    roster_version: Generated<number>
    created_at: Timestamp
    updated_at: Timestamp
  }
  participants: {
    conversation_id: string
    user_id: string
    role: Role
    /** Kept equal to the person's by triggers. */
    display_name: GeneratedAlways<string>
    listing: GeneratedAlways<string>
    type: ConversationType
    batch_id: string | null
    seat: Seat | null
    last_read_seq: Generated<number>
    last_delivered_seq: Generated<number>
    joined_version: number
    /** Where the note of the conversation says other than this row, the conversation. */
    unnoted_in: GeneratedAlways<string | null>
  }
  participant_removals: {
    conversation_id: string
    user_id: string
    version: number
    last_read_seq: number
    last_delivered_seq: number
    removed_at: Timestamp
  }
  files: {
    id: string
    conversation_id: string
    conversation_type: Generated<'batch'>
    uploader_id: string
    stored_name: string
    name: string
    size: ColumnType<string, number, number>
    mime_type: string
    width: number | null
    height: number | null
    thumbnail_name: string | null
    created_at: Timestamp
  }
  messages: {
    conversation_id: string
    seq: number
    version: number
    created_version: number
    id: string
    sender_id: string
    sender_name: string
    message_type: 'text' | 'file'
    content: string
    file_id: string | null
    reply_to_seq: number | null
    client_id: string | null
    created_at: Date
    edited_at: Date | null
    deleted_at: Date | null
  }
  message_revisions: {
    conversation_id: string
    seq: number
    version: number
    content: string
    changed_by: string
    changed_at: Date
  }
  contact_findings: {
    id: Generated<string>
    kind: ContactKind
    place: FindingPlace
    user_id: string | null
    conversation_id: string | null
    message_id: string | null
    batch_id: string | null
    found_at: Timestamp
  }
  split_looks: { conversation_id: string; seq: number; noted_at: Timestamp }
  read_advances: { conversation_id: string; user_id: string; after_seq: number; seq: number; read_at: Date }
}
