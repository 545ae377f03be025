import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { ConversationHandle, Message } from '@touchline/client'
import { memo } from 'react'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useText } from '../i18n/use-text.ts'
import { useBackCloses } from '../navigation/use-back-closes.ts'
import { Button } from '../ui/button.tsx'
import dialog from '../ui/dialog.module.css'
import { tell } from '../ui/toasts.tsx'
import styles from './delete-dialog.module.css'

interface DeleteDialogProps {
  readonly chat: ConversationHandle
  readonly message: Message | undefined
  onClose(): void
}

/** Asks before a message is deleted: it cannot be brought back. */
export const DeleteDialog = memo(function DeleteDialog({ chat, message, onClose }: DeleteDialogProps) {
  const text = useText()
  const errorText = useErrorText()
  useBackCloses(message !== undefined, onClose)
  const remove = () => {
    if (message !== undefined) chat.delete(message._id).catch((error: unknown) => tell(errorText(error)))
    onClose()
  }
  return (
    <AlertDialog.Root open={message !== undefined} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={dialog.backdrop} />
        <AlertDialog.Popup className={dialog.popup}>
          <AlertDialog.Title className={dialog.title}>{text('delete.title')}</AlertDialog.Title>
          <AlertDialog.Description className={dialog.hint}>{text('delete.hint')}</AlertDialog.Description>
          <div className={styles.buttons}>
            <AlertDialog.Close render={<Button kind="plain" />}>{text('common.cancel')}</AlertDialog.Close>
            <Button kind="danger" onClick={remove}>
              {text('message.delete')}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
})
