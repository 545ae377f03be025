import { X } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { isPicture } from '../files/kinds.ts'
import { Preview } from '../files/preview.tsx'
import { useSizeText } from '../files/use-size-text.ts'
import { useText } from '../i18n/use-text.ts'
import { IconButton } from '../ui/button.tsx'
import type { StagedFile } from './drafts.ts'
import styles from './staged-files.module.css'

/** What a file looks like. */
function StagedPicture({ file }: { file: File }) {
  const text = useText()
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (!isPicture(file)) return
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  return <Preview url={url} mimeType={file.type} alt={text('files.preview', { name: file.name })} />
}

interface StagedFilesProps {
  readonly files: readonly StagedFile[]
  /** Where one writes. */
  readonly field: RefObject<HTMLElement | null>
  onRemove(id: number): void
}

/** What will be sent, to be looked at and taken back. */
export function StagedFiles({ files, field, onRemove }: StagedFilesProps) {
  const text = useText()
  const sizeText = useSizeText()
  const list = useRef<HTMLUListElement>(null)
  if (files.length === 0) return null
  const remove = (id: number, index: number) => {
    // The button goes with its file, and the focus to the one beside it.
    const buttons = list.current?.querySelectorAll('button')
    const beside = buttons?.[index + 1] ?? buttons?.[index - 1] ?? field.current
    beside?.focus()
    onRemove(id)
  }
  return (
    <>
      {files.length > 1 && <p className={styles.count}>{text('files.count', { count: files.length })}</p>}
      <ul ref={list} className={styles.files} aria-label={text('files.staged')}>
        {files.map(({ id, file }, index) => (
          <li key={id} className={styles.file}>
            <StagedPicture file={file} />
            <span className={styles.about}>
              <span className={styles.name}>{file.name}</span>
              <span className={styles.size}>{sizeText(file.size)}</span>
            </span>
            <IconButton label={text('files.remove', { name: file.name })} onClick={() => remove(id, index)}>
              <X size={18} />
            </IconButton>
          </li>
        ))}
      </ul>
    </>
  )
}
