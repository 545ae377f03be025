/** Bytes of the largest file, as the servers are set up. */
const MAX_FILE_BYTES = 10_485_760

/** What the servers take, as a file dialog asks for it. They check the content; this only spares the way. */
export const ACCEPTED =
  '.jpg,.jpeg,.png,.gif,.webp,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,.csv,.zip,.rar,image/jpeg,image/png,image/gif,image/webp'

export type FileKind = 'image' | 'document' | 'sheet' | 'slides' | 'text' | 'archive' | 'other'

const kinds: readonly (readonly [RegExp, FileKind])[] = [
  [/^image\/(jpeg|png|gif|webp)$/, 'image'],
  [/pdf$|msword|wordprocessing/, 'document'],
  [/ms-excel|spreadsheet|csv/, 'sheet'],
  [/powerpoint|presentation/, 'slides'],
  [/^text\//, 'text'],
  [/zip|rar/, 'archive'],
]

export function kindOf(mimeType: string): FileKind {
  return kinds.find(([pattern]) => pattern.test(mimeType))?.[1] ?? 'other'
}

/** Whether a file of this device says that it is a picture, which it need not be. */
export function isPicture({ type }: { type: string }): boolean {
  return type.startsWith('image/')
}

/** Why the servers would refuse a file, as far as that can be seen without its content. */
export function refusalOf({ name, size }: { name: string; size: number }): 'tooLarge' | 'type' | 'empty' | undefined {
  if (size === 0) return 'empty'
  if (size > MAX_FILE_BYTES) return 'tooLarge'
  const extension = name.slice(name.lastIndexOf('.')).toLowerCase()
  return name.includes('.') && !ACCEPTED.split(',').includes(extension) ? 'type' : undefined
}
