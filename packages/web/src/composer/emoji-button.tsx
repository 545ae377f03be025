import { Popover } from '@base-ui/react/popover'
import { Smile } from 'lucide-react'
import { useText } from '../i18n/use-text.ts'
import { useOpenState } from '../navigation/use-back-closes.ts'
import { IconButton } from '../ui/button.tsx'
import { later } from '../ui/later.tsx'
import { useLayer } from '../ui/layer.tsx'
import menu from '../ui/menu.module.css'

const emojiPanel = later(() => import('./emoji-panel.tsx'))

/** Opens the emojis, which are loaded when they are first wanted. */
export function EmojiButton({ onEmoji }: { onEmoji(emoji: string): void }) {
  const { open, onOpenChange } = useOpenState()
  const text = useText()
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Trigger render={<IconButton label={text('composer.emoji')} />}>
        <Smile size={21} />
      </Popover.Trigger>
      <Popover.Portal container={useLayer()}>
        <Popover.Positioner className={menu.positioner} side="top" align="end" sideOffset={8} collisionPadding={8}>
          <Popover.Popup className={menu.popup} aria-label={text('composer.emoji')}>
            <emojiPanel.Component
              onEmoji={(emoji) => {
                onOpenChange(false)
                onEmoji(emoji)
              }}
              onMissing={() => onOpenChange(false)}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
