import { Menu as BaseMenu } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { useLayer } from './layer.tsx'
import styles from './menu.module.css'

interface MenuPopupProps {
  readonly children: ReactNode
  readonly side?: 'top' | 'bottom'
  readonly align?: 'start' | 'end'
  /** What it opens at, where there is no trigger. It stays there, whatever becomes of that place while it is open. */
  readonly anchor?: HTMLElement
  /** Where the focus goes once it is closed, where that is not the trigger. */
  finalFocus?(): HTMLElement | null
}

/** What opens below a menu's trigger. */
export function MenuPopup({ children, side = 'bottom', align = 'end', anchor, finalFocus }: MenuPopupProps) {
  const still = useMemo(() => anchor && stillAt(anchor), [anchor])
  return (
    <BaseMenu.Portal container={useLayer()}>
      <BaseMenu.Positioner
        className={styles.positioner}
        {...(still === undefined ? {} : { anchor: still })}
        side={side}
        align={align}
        sideOffset={6}
        collisionPadding={8}
      >
        <BaseMenu.Popup className={styles.popup} {...(finalFocus === undefined ? {} : { finalFocus })}>
          {children}
        </BaseMenu.Popup>
      </BaseMenu.Positioner>
    </BaseMenu.Portal>
  )
}

/** Where an element is right now, until the window has another size: a phone was turned, or its keyboard went. */
function stillAt(element: HTMLElement): { getBoundingClientRect(): DOMRect } {
  const sizeNow = () => `${window.innerWidth} ${window.innerHeight}`
  let size = sizeNow()
  let place = element.getBoundingClientRect()
  return {
    getBoundingClientRect() {
      // What has left the document has no place any more.
      if (sizeNow() !== size && element.isConnected) place = element.getBoundingClientRect()
      size = sizeNow()
      return place
    },
  }
}

interface MenuItemProps {
  readonly icon?: ReactNode
  readonly isDanger?: boolean
  readonly children: ReactNode
  onSelect(): void
}

export function MenuItem({ icon, isDanger = false, children, onSelect }: MenuItemProps) {
  return (
    <BaseMenu.Item className={styles.item} data-danger={isDanger || undefined} onClick={onSelect}>
      {icon}
      {children}
    </BaseMenu.Item>
  )
}

interface MenuChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly label: string }[]
  onChoose(value: Value): void
}

/** One of several, with the present one marked. */
export function MenuChoice<Value extends string>({ label, value, choices, onChoose }: MenuChoiceProps<Value>) {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className={styles.label}>{label}</BaseMenu.GroupLabel>
      <BaseMenu.RadioGroup value={value} onValueChange={onChoose}>
        {choices.map((choice) => (
          <BaseMenu.RadioItem key={choice.value} value={choice.value} className={styles.item} closeOnClick>
            {choice.label}
            <BaseMenu.RadioItemIndicator className={styles.mark}>
              <Check size={18} />
            </BaseMenu.RadioItemIndicator>
          </BaseMenu.RadioItem>
        ))}
      </BaseMenu.RadioGroup>
    </BaseMenu.Group>
  )
}

export function MenuSeparator() {
  return <BaseMenu.Separator className={styles.separator} />
}
