import { X } from 'lucide-react'
import { FileIcon } from '../files/file-icon.tsx'
import { useSizeText } from '../files/use-size-text.ts'
import { useText } from '../i18n/use-text.ts'
import { IconButton } from '../ui/button.tsx'
import styles from './staged-files.module.css'
import type { StagedFile } from './use-staged-files.ts'

/** What will be sent, to be looked at and taken back. */
export function StagedFiles({ files, onRemove }: { files: readonly StagedFile[]; onRemove(id: number): void }) {
  const text = useText()
  const sizeText = useSizeText()
  if (files.length === 0) return null
  return (
    <ul className={styles.files} aria-label={text('files.staged')}>
      {files.map(({ id, file, previewUrl }) => (
        <li key={id} className={styles.file}>
          {previewUrl === undefined ? (
            <FileIcon mimeType={file.type} />
          ) : (
            <img src={previewUrl} alt={text('files.preview', { name: file.name })} />
          )}
          <span className={styles.about}>
            <span className={styles.name}>{file.name}</span>
            <span className={styles.size}>{sizeText(file.size)}</span>
          </span>
          <IconButton label={text('files.remove', { name: file.name })} onClick={() => onRemove(id)}>
            <X size={18} />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}
