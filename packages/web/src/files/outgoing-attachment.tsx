import { Progress } from '@base-ui/react/progress'
import type { ConversationHandle, OutgoingFile, OutgoingMessage } from '@touchline/client'
import { X } from 'lucide-react'
import { useText } from '../i18n/use-text.ts'
import { IconButton } from '../ui/button.tsx'
import styles from './outgoing-attachment.module.css'
import { Preview } from './preview.tsx'
import { previewOf } from './previews.ts'
import { useSizeText } from './use-size-text.ts'

interface OutgoingAttachmentProps {
  readonly chat: ConversationHandle
  readonly outgoing: OutgoingMessage
  readonly file: OutgoingFile
}

/** A file on its way: how far it is, and a way to stop it. */
export function OutgoingAttachment({ chat, outgoing, file }: OutgoingAttachmentProps) {
  const text = useText()
  const sizeText = useSizeText()
  const isUnderWay = outgoing.state !== 'failed' && outgoing.state !== 'sent'
  return (
    <div className={styles.file}>
      <Preview url={previewOf(outgoing.clientId)} mimeType={file.mimeType} alt="" />
      <div className={styles.about}>
        <span className={styles.name}>{file.name}</span>
        <span className={styles.size}>{sizeText(file.size)}</span>
        {isUnderWay && (
          <Progress.Root
            value={Math.round(file.progress * 100)}
            aria-label={text('file.uploading', { name: file.name })}
            className={styles.progress}
          >
            <Progress.Track className={styles.track}>
              <Progress.Indicator className={styles.bar} />
            </Progress.Track>
          </Progress.Root>
        )}
      </div>
      {isUnderWay && (
        <IconButton
          label={text('file.cancelUpload', { name: file.name })}
          onClick={() => chat.discard(outgoing.clientId)}
        >
          <X size={18} />
        </IconButton>
      )}
    </div>
  )
}
