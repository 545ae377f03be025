import 'yet-another-react-lightbox/styles.css'
import type { Message, StoredFile } from '@touchline/client'
import { useEffect, useMemo, useRef, useState } from 'react'
import Lightbox, { type ControllerRef } from 'yet-another-react-lightbox'
import Download from 'yet-another-react-lightbox/plugins/download'
import Zoom from 'yet-another-react-lightbox/plugins/zoom'
import { useChat } from '../chat/chat-context.tsx'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useText } from '../i18n/use-text.ts'
import { useBackCloses } from '../navigation/use-back-closes.ts'
import { tell } from '../ui/toasts.tsx'
import { kindOf } from './kinds.ts'

interface ViewerProps {
  readonly file: StoredFile
  readonly messages: readonly Message[]
  onClose(): void
}

/** The pictures of a conversation as a whole, beginning with one: zoomed, swiped, and walked through by arrow keys. */
export default function Viewer({ file, messages, onClose }: ViewerProps) {
  const { client } = useChat()
  const text = useText()
  const errorText = useErrorText()
  const controller = useRef<ControllerRef>(null)
  useBackCloses(true, () => (controller.current === null ? onClose() : controller.current.close()))
  const [pictures] = useState(() => picturesOf(messages))
  const [links, setLinks] = useState<ReadonlyMap<string, string>>()
  useEffect(() => {
    client.fileLinks(pictures.map(({ url }) => url)).then(setLinks, (error: unknown) => {
      tell(errorText(error))
      onClose()
    })
  }, [client, pictures, errorText, onClose])
  const slides = useMemo(
    () =>
      pictures.flatMap(({ url, name, width, height }) => {
        const src = links?.get(url)
        if (src === undefined) return []
        return [
          { src, alt: name, download: { url: src, filename: name }, ...(width && height ? { width, height } : {}) },
        ]
      }),
    [pictures, links],
  )
  if (links === undefined) return null
  return (
    <Lightbox
      open
      close={onClose}
      index={Math.max(
        0,
        slides.findIndex(({ alt, src }) => alt === file.name && src === links.get(file.url)),
      )}
      slides={slides}
      plugins={[Zoom, Download]}
      carousel={{ finite: true }}
      {...(slides.length === 1 ? { render: { buttonPrev: () => null, buttonNext: () => null } } : {})}
      controller={{ ref: controller, closeOnPullDown: true, closeOnBackdropClick: true }}
      labels={{
        Lightbox: text('viewer.label'),
        'Photo gallery': text('viewer.label'),
        Close: text('common.close'),
        Previous: text('viewer.previous'),
        Next: text('viewer.next'),
        'Zoom in': text('viewer.zoomIn'),
        'Zoom out': text('viewer.zoomOut'),
        Download: text('viewer.download'),
      }}
    />
  )
}

function picturesOf(messages: readonly Message[]): StoredFile[] {
  return messages.flatMap(({ file }) => (file !== undefined && kindOf(file.mimeType) === 'image' ? [file] : []))
}
