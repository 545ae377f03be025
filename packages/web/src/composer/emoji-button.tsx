import { Popover } from '@base-ui/react/popover'
import { Smile } from 'lucide-react'
import { useState } from 'react'
import { useText } from '../i18n/use-text.ts'
import { IconButton } from '../ui/button.tsx'
import { later } from '../ui/later.tsx'
import { useLayer } from '../ui/layer.tsx'
import menu from '../ui/menu.module.css'

const emojiPanel = later(() => import('./emoji-panel.tsx'))

/** Opens the emojis, which are loaded when they are first wanted. */
export function EmojiButton({ onEmoji }: { onEmoji(emoji: string): void }) {
  const [isOpen, setIsOpen] = useState(false)
  const text = useText()
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger render={<IconButton label={text('composer.emoji')} />}>
        <Smile size={21} />
      </Popover.Trigger>
      <Popover.Portal container={useLayer()}>
        <Popover.Positioner className={menu.positioner} side="top" align="end" sideOffset={8} collisionPadding={8}>
          <Popover.Popup className={menu.popup} aria-label={text('composer.emoji')}>
            <emojiPanel.Component
              onEmoji={(emoji) => {
                setIsOpen(false)
                onEmoji(emoji)
              }}
              onMissing={() => setIsOpen(false)}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
