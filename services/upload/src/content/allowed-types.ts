interface AllowedType {
  readonly mimeType: string
  /** Endings of a file name that go with this type; the key is the one that a stored name gets. */
  readonly endings: readonly string[]
}

/** Every type that may be stored, by the ending of its stored name. */
export const allowedTypes = {
  jpg: { mimeType: 'image/jpeg', endings: ['jpg', 'jpeg', 'jpe', 'jfif'] },
  png: { mimeType: 'image/png', endings: ['png'] },
  gif: { mimeType: 'image/gif', endings: ['gif'] },
  webp: { mimeType: 'image/webp', endings: ['webp'] },
  pdf: { mimeType: 'application/pdf', endings: ['pdf'] },
  doc: { mimeType: 'application/msword', endings: ['doc'] },
  xls: { mimeType: 'application/vnd.ms-excel', endings: ['xls'] },
  ppt: { mimeType: 'application/vnd.ms-powerpoint', endings: ['ppt'] },
  docx: {
    mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    endings: ['docx'],
  },
  xlsx: { mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', endings: ['xlsx'] },
  pptx: {
    mimeType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    endings: ['pptx'],
  },
  txt: { mimeType: 'text/plain', endings: ['txt', 'text', 'log'] },
  csv: { mimeType: 'text/csv', endings: ['csv'] },
  zip: { mimeType: 'application/zip', endings: ['zip'] },
  rar: { mimeType: 'application/vnd.rar', endings: ['rar'] },
} as const satisfies Record<string, AllowedType>

export type FileExtension = keyof typeof allowedTypes

export type ImageExtension = 'jpg' | 'png' | 'gif' | 'webp'

export function isImage(extension: FileExtension): extension is ImageExtension {
  return allowedTypes[extension].mimeType.startsWith('image/')
}
