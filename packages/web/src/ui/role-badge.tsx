import type { MessageId } from '../i18n/messages.ts'
import { type Text, useText } from '../i18n/use-text.ts'
import styles from './role-badge.module.css'

const roles: Readonly<Record<string, MessageId>> = { admin: 'role.admin', coach: 'role.coach', parent: 'role.parent' }

/** Says what somebody is in the academy. */
export function RoleBadge({ role }: { role: string }) {
  const text = useText()
  return (
    <span className={styles.badge} data-role={role}>
      {roleText(text, role)}
    </span>
  )
}

export function roleText(text: Text, role: string): string {
  const id = roles[role]
  return id === undefined ? role : text(id)
}
