import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { ConversationHandle } from '@touchline/client'
import { memo, useEffect, useRef } from 'react'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useText } from '../i18n/use-text.ts'
import { useBackCloses } from '../navigation/use-back-closes.ts'
import { Button } from '../ui/button.tsx'
import dialog from '../ui/dialog.module.css'
import { tell } from '../ui/toasts.tsx'
import styles from './delete-dialog.module.css'
import { focusAfter, type OpenMenu } from './message-actions.tsx'

interface DeleteDialogProps {
  readonly chat: ConversationHandle
  readonly toDelete: OpenMenu | undefined
  onClose(): void
}

/** Asks before a message is deleted: it cannot be brought back. */
export const DeleteDialog = memo(function DeleteDialog({ chat, toDelete, onClose }: DeleteDialogProps) {
  const text = useText()
  const errorText = useErrorText()
  useBackCloses(toDelete !== undefined, onClose)
  const last = useRef<OpenMenu>(undefined)
  const isConfirmed = useRef(false)
  useEffect(() => {
    if (toDelete === undefined) return
    last.current = toDelete
    isConfirmed.current = false
  }, [toDelete])
  const remove = () => {
    if (toDelete !== undefined) {
      isConfirmed.current = true
      chat.delete(toDelete.message._id).catch((error: unknown) => tell(errorText(error)))
    }
    onClose()
  }
  // The button goes with the message.
  const focusBack = () => (isConfirmed.current ? last.current?.row : last.current && focusAfter(last.current)) ?? true
  return (
    <AlertDialog.Root open={toDelete !== undefined} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={dialog.backdrop} />
        <AlertDialog.Popup className={dialog.popup} finalFocus={focusBack}>
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
