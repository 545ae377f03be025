import type { Conversation } from '@touchline/client'
import { useChat } from '../chat/chat-context.tsx'
import { useText } from '../i18n/use-text.ts'
import { PersonList } from '../people/person-list.tsx'
import { Dialog } from '../ui/dialog.tsx'

interface MembersDialogProps {
  readonly conversation: Conversation
  readonly isOpen: boolean
  onOpenChange(isOpen: boolean): void
}

const order = ['admin', 'coach', 'parent']

/** Who takes part in a conversation. */
export function MembersDialog({ conversation, isOpen, onOpenChange }: MembersDialogProps) {
  const { userId } = useChat()
  const text = useText()
  const people = conversation.participants
    .toSorted(
      (one, other) =>
        order.indexOf(one.role) - order.indexOf(other.role) || one.displayName.localeCompare(other.displayName),
    )
    .map((person) => ({ ...person, ...(person.userId === userId ? { note: text('message.you') } : {}) }))
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={text('members.title')} hint={text('members.hint')}>
      <PersonList label={text('members.title')} people={people} />
    </Dialog>
  )
}
