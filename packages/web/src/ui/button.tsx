import type { ComponentProps } from 'react'
import styles from './button.module.css'

type ButtonProps = ComponentProps<'button'> & { kind?: 'primary' | 'plain' | 'danger' }

export function Button({ kind = 'primary', className, ...props }: ButtonProps) {
  return <button type="button" {...props} data-kind={kind} className={[styles.button, className].join(' ')} />
}

type IconButtonProps = ComponentProps<'button'> & {
  /** What it does, for those who do not see the icon. */
  label: string
}

export function IconButton({ label, className, ...props }: IconButtonProps) {
  return (
    <button type="button" title={label} aria-label={label} {...props} className={[styles.icon, className].join(' ')} />
  )
}
