import { Menu } from '@base-ui/react/menu'
import { Popover } from '@base-ui/react/popover'
import { Camera, Paperclip, Plus } from 'lucide-react'
import { useRef } from 'react'
import { ACCEPTED } from '../files/kinds.ts'
import { useText } from '../i18n/use-text.ts'
import { useOpenState } from '../navigation/use-back-closes.ts'
import { IconButton } from '../ui/button.tsx'
import { useLayer } from '../ui/layer.tsx'
import menu from '../ui/menu.module.css'
import { MenuItem, MenuPopup } from '../ui/menu.tsx'

interface AttachMenuProps {
  /** Only batch conversations do. */
  readonly takesFiles: boolean
  onFiles(files: readonly File[]): void
}

/** Files of the device, or a photo that is taken now. Where files are not allowed, the button says why. */
export function AttachMenu({ takesFiles, onFiles }: AttachMenuProps) {
  const text = useText()
  const picker = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const openState = useOpenState()
  if (!takesFiles) return <FilesRule />
  const take = (event: React.ChangeEvent<HTMLInputElement>) => {
    onFiles([...(event.target.files ?? [])])
    // The same file can be picked again after it was taken back.
    event.target.value = ''
  }
  return (
    <>
      <Menu.Root {...openState}>
        <Menu.Trigger render={<IconButton label={text('files.attach')} />}>
          <Plus size={22} />
        </Menu.Trigger>
        <MenuPopup side="top" align="start">
          <MenuItem icon={<Paperclip size={18} />} onSelect={() => picker.current?.click()}>
            {text('files.pick')}
          </MenuItem>
          <MenuItem icon={<Camera size={18} />} onSelect={() => camera.current?.click()}>
            {text('files.photo')}
          </MenuItem>
        </MenuPopup>
      </Menu.Root>
      <input
        ref={picker}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        aria-label={text('files.pick')}
        onChange={take}
      />
      <input
        ref={camera}
        type="file"
        hidden
        accept="image/*"
        capture="environment"
        aria-label={text('files.photo')}
        onChange={take}
      />
    </>
  )
}

/** The rule in place of a failure. */
function FilesRule() {
  const text = useText()
  return (
    <Popover.Root {...useOpenState()}>
      <Popover.Trigger render={<IconButton label={text('files.attach')} />}>
        <Plus size={22} />
      </Popover.Trigger>
      <Popover.Portal container={useLayer()}>
        <Popover.Positioner className={menu.positioner} side="top" align="start" sideOffset={6} collisionPadding={8}>
          <Popover.Popup className={menu.popup} aria-label={text('files.attach')}>
            <Popover.Description className={menu.note}>{text('error.filesBatchOnly')}</Popover.Description>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
