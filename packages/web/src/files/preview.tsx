import { useState } from 'react'
import { FileIcon } from './file-icon.tsx'

interface PreviewProps {
  /** Shows the picture; undefined for other files. */
  readonly url: string | undefined
  readonly mimeType: string
  readonly alt: string
}

/** A picture of this device in small; the icon of its kind for what is none, or cannot be shown. */
export function Preview({ url, mimeType, alt }: PreviewProps) {
  const [damaged, setDamaged] = useState<string>()
  if (url === undefined || url === damaged) return <FileIcon mimeType={mimeType} />
  return <img src={url} alt={alt} onError={() => setDamaged(url)} />
}
