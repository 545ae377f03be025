import type { ConversationHandle, StoredFile } from '@touchline/client'
import { useState } from 'react'
import { useText } from '../i18n/use-text.ts'
import { later } from '../ui/later.tsx'
import styles from './picture.module.css'
import { previewOf } from './previews.ts'
import { shownSize } from './shown-size.ts'
import { useFileLink } from './use-file-link.ts'

const viewer = later(() => import('./viewer.tsx'))

interface PictureProps {
  readonly file: StoredFile
  /** Of the message that it is in. */
  readonly clientId: string | undefined
  readonly chat: ConversationHandle
  readonly isFocusable: boolean
}

/** A picture in a message. Its place is as large as it will be before it has come; a click shows it as a whole. */
export function Picture({ file, clientId, chat, isFocusable }: PictureProps) {
  const text = useText()
  const [isOpen, setIsOpen] = useState(false)
  const preview = previewOf(clientId)
  const link = useFileLink(preview === undefined ? (file.thumbnailUrl ?? file.url) : undefined)
  const { width, height } = shownSize(file)
  return (
    <>
      <button
        type="button"
        className={styles.picture}
        style={{ width, aspectRatio: `${width} / ${height}` }}
        onClick={() => setIsOpen(true)}
        tabIndex={isFocusable ? 0 : -1}
        aria-label={text('file.openPicture', { name: file.name })}
      >
        {(preview ?? link) !== undefined && (
          <img src={preview ?? link} alt="" width={width} height={height} draggable={false} />
        )}
      </button>
      {isOpen && (
        <viewer.Component
          file={file}
          messages={chat.getSnapshot().messages}
          onClose={() => setIsOpen(false)}
          onMissing={() => setIsOpen(false)}
        />
      )}
    </>
  )
}
