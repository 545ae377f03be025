import { Menu } from '@base-ui/react/menu'
import type { Conversation, Message } from '@touchline/client'
import { CheckCheck, Copy, Pencil, Reply, Trash2 } from 'lucide-react'
import { memo, type RefObject, useEffect, useRef } from 'react'
import { useChat, useMe } from '../chat/chat-context.tsx'
import type { ComposerTask } from '../composer/composer.tsx'
import { useText } from '../i18n/use-text.ts'
import { useBackCloses } from '../navigation/use-back-closes.ts'
import { MenuItem, MenuPopup } from '../ui/menu.tsx'
import { useCopy } from './use-copy.ts'

/** The message whose menu is open, its row, and the button in it that opens the menu. */
export interface OpenMenu {
  readonly message: Message
  readonly row: HTMLElement
  readonly button: HTMLElement
}

/** Where the focus goes afterwards: the button is gone when the message has been deleted meanwhile. */
export function focusAfter({ row, button }: OpenMenu): HTMLElement {
  return button.isConnected ? button : row
}

interface MessageActionsProps {
  readonly open: OpenMenu | undefined
  readonly conversation: Conversation
  /** Where one writes. */
  readonly field: RefObject<HTMLElement | null>
  onClose(): void
  onTask(task: ComposerTask): void
  onShowReaders(message: Message): void
  onDelete(toDelete: OpenMenu): void
}

/** What can be done with a message by who may do it. One menu for all messages: there are many. */
export const MessageActions = memo(function MessageActions(props: MessageActionsProps) {
  const { open, field, onClose, onTask } = props
  const isToWrite = useRef(false)
  useBackCloses(open !== undefined, onClose)
  useEffect(() => {
    if (open !== undefined) isToWrite.current = false
  }, [open])
  const beginTask = (task: ComposerTask) => {
    isToWrite.current = true
    onTask(task)
  }
  return (
    <Menu.Root open={open !== undefined} onOpenChange={(isOpen) => !isOpen && onClose()}>
      {open !== undefined && (
        <MenuPopup anchor={open.button} finalFocus={() => (isToWrite.current ? field.current : focusAfter(open))}>
          <Actions {...props} open={open} onTask={beginTask} />
        </MenuPopup>
      )}
    </Menu.Root>
  )
})

type ActionsProps = Omit<MessageActionsProps, 'open' | 'field' | 'onClose'> & { readonly open: OpenMenu }

function Actions({ open, conversation, onTask, onShowReaders, onDelete }: ActionsProps) {
  const { message } = open
  const { userId } = useChat()
  const me = useMe()
  const text = useText()
  const isOwn = message.senderId === userId
  const canWrite = !conversation.readOnly
  const copy = useCopy()
  return (
    <>
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
        <MenuItem icon={<Trash2 size={18} />} isDanger onSelect={() => onDelete(open)}>
          {text('message.delete')}
        </MenuItem>
      )}
    </>
  )
}
