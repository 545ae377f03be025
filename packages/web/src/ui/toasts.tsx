import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useText } from '../i18n/use-text.ts'
import { IconButton } from './button.tsx'
import styles from './toasts.module.css'

const manager = Toast.createToastManager()

/** Tells the person something that happened, for some seconds or until they close it, and reads it out. */
export function tell(title: string, { stays = false }: { stays?: boolean } = {}): void {
  manager.add({ title, ...(stays ? { timeout: 0 } : {}) })
}

/** Takes away what is told right now. */
export function tellNothing(): void {
  manager.close()
}

/** Where `tell` is shown, above everything else. */
export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={2}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <Shown />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Shown() {
  const text = useText()
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast}>
      <Toast.Content className={styles.content}>
        <Toast.Title className={styles.title} render={<p />} />
        <Toast.Close render={<IconButton label={text('common.close')} />}>
          <X size={18} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
