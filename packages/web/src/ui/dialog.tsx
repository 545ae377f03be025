import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useText } from '../i18n/use-text.ts'
import { useBackCloses } from '../navigation/use-back-closes.ts'
import { IconButton } from './button.tsx'
import styles from './dialog.module.css'

interface DialogProps {
  readonly isOpen: boolean
  readonly title: string
  readonly hint?: string
  readonly children: ReactNode
  onOpenChange(isOpen: boolean): void
}

/** A window above the page: on a phone a sheet from below. Focus stays in it and goes back afterwards. */
export function Dialog({ isOpen, title, hint, children, onOpenChange }: DialogProps) {
  const text = useText()
  useBackCloses(isOpen, () => onOpenChange(false))
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles.backdrop} />
        <BaseDialog.Popup className={styles.popup}>
          <header className={styles.head}>
            <BaseDialog.Title className={styles.title}>{title}</BaseDialog.Title>
            <BaseDialog.Close render={<IconButton label={text('common.close')} />}>
              <X size={20} />
            </BaseDialog.Close>
          </header>
          {hint !== undefined && <BaseDialog.Description className={styles.hint}>{hint}</BaseDialog.Description>}
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
