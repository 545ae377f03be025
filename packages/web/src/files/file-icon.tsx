import { File, FileArchive, FileImage, FileSpreadsheet, FileText, Presentation } from 'lucide-react'
import styles from './file-icon.module.css'
import { type FileKind, kindOf } from './kinds.ts'

const icons: Record<FileKind, typeof File> = {
  image: FileImage,
  document: FileText,
  sheet: FileSpreadsheet,
  slides: Presentation,
  text: FileText,
  archive: FileArchive,
  other: File,
}

/** What sort of file it is. Decoration: the name stands beside it. */
export function FileIcon({ mimeType }: { mimeType: string }) {
  const kind = kindOf(mimeType)
  const Icon = icons[kind]
  return (
    <span className={styles.icon} data-kind={kind} aria-hidden="true">
      <Icon size={22} strokeWidth={1.8} />
    </span>
  )
}
