import type { ConversationHandle, StoredFile } from '@touchline/client'
import { Download } from 'lucide-react'
import { useChat } from '../chat/chat-context.tsx'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useText } from '../i18n/use-text.ts'
import { tell } from '../ui/toasts.tsx'
import styles from './attachment.module.css'
import { FileIcon } from './file-icon.tsx'
import { kindOf } from './kinds.ts'
import { Picture } from './picture.tsx'
import { useSizeText } from './use-size-text.ts'

interface AttachmentProps {
  readonly file: StoredFile
  /** Of the message that it is in. */
  readonly clientId: string | undefined
  readonly chat: ConversationHandle
  readonly isFocusable: boolean
}

/** The file of a message: a picture as such, anything else with its name and size, to be downloaded. */
export function Attachment({ file, clientId, chat, isFocusable }: AttachmentProps) {
  if (kindOf(file.mimeType) === 'image')
    return <Picture file={file} clientId={clientId} chat={chat} isFocusable={isFocusable} />
  return <Document file={file} isFocusable={isFocusable} />
}

function Document({ file, isFocusable }: { file: StoredFile; isFocusable: boolean }) {
  const { client } = useChat()
  const text = useText()
  const errorText = useErrorText()
  const sizeText = useSizeText()
  const download = async () => {
    try {
      // Links live for minutes: each download asks for its own.
      const link = (await client.fileLinks([file.url])).get(file.url)
      if (link === undefined) throw new Error('There is no link to the file')
      const anchor = document.createElement('a')
      anchor.href = link
      anchor.download = file.name
      anchor.rel = 'noopener'
      anchor.click()
    } catch (error) {
      tell(errorText(error))
    }
  }
  return (
    <button type="button" className={styles.document} onClick={() => void download()} tabIndex={isFocusable ? 0 : -1}>
      <span className="visually-hidden">{text('file.download')} </span>
      <FileIcon mimeType={file.mimeType} />
      <span className={styles.about}>
        <span className={styles.name}>{file.name}</span>
        <span className={styles.size}>{sizeText(file.size)}</span>
      </span>
      <Download size={18} aria-hidden="true" />
    </button>
  )
}
