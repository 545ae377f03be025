import { Menu } from '@base-ui/react/menu'
import type { Conversation, Message } from '@touchline/client'
import { CheckCheck, Copy, Pencil, Reply, Trash2 } from 'lucide-react'
import { useChat, useMe } from '../chat/chat-context.tsx'
import type { ComposerTask } from '../composer/composer.tsx'
import { useText } from '../i18n/use-text.ts'
import { MenuItem, MenuPopup } from '../ui/menu.tsx'
import { tell } from '../ui/toasts.tsx'

/** One menu for all messages: each has a trigger that says which message it is about. */
export type MessageMenu = Menu.Handle<Message>

interface MessageActionsProps {
  readonly menu: MessageMenu
  readonly conversation: Conversation
  onTask(task: ComposerTask): void
  onShowReaders(message: Message): void
  onDelete(message: Message): void
}

/** What can be done with a message by who may do it. */
export function MessageActions({ menu, conversation, onTask, onShowReaders, onDelete }: MessageActionsProps) {
  const { userId } = useChat()
  const me = useMe()
  const text = useText()
  const copy = async (content: string) => {
    try {
      await navigator.clipboard.writeText(content)
      tell(text('message.copied'))
    } catch {
      tell(text('message.notCopied'))
    }
  }
  return (
    <Menu.Root handle={menu}>
      {({ payload: message }) => {
        if (message === undefined) return null
        const isOwn = message.senderId === userId
        const canWrite = !conversation.readOnly
        return (
          <MenuPopup>
            {canWrite && (
              <MenuItem icon={<Reply size={18} />} onSelect={() => onTask({ kind: 'reply', message })}>
                {text('message.reply')}
              </MenuItem>
            )}
            {message.content !== '' && (
              <MenuItem icon={<Copy size={18} />} onSelect={() => void copy(message.content)}>
                {text('message.copy')}
              </MenuItem>
            )}
            {isOwn && (
              <MenuItem icon={<CheckCheck size={18} />} onSelect={() => onShowReaders(message)}>
                {text('message.readers')}
              </MenuItem>
            )}
            {isOwn && canWrite && message.content !== '' && (
              <MenuItem icon={<Pencil size={18} />} onSelect={() => onTask({ kind: 'edit', message })}>
                {text('message.edit')}
              </MenuItem>
            )}
            {((isOwn && canWrite) || me?.role === 'admin') && (
              <MenuItem icon={<Trash2 size={18} />} isDanger onSelect={() => onDelete(message)}>
                {text('message.delete')}
              </MenuItem>
            )}
          </MenuPopup>
        )
      }}
    </Menu.Root>
  )
}
