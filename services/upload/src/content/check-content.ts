import { type FileHandle, open } from 'node:fs/promises'
import { TouchlineError } from '@touchline/contracts'
import { fileTypeFromFile } from 'file-type'
import { allowedTypes, type FileExtension } from './allowed-types.ts'
import { officeKindOf } from './compound-file.ts'
import { type ImageSize, imageSize } from './image-size.ts'
import { isPlainText } from './plain-text.ts'
import { checkArchive } from './zip-archive.ts'

/** What a file is by its content. The name and the type that the client gave it count for nothing, `.csv` apart. */
export interface CheckedContent {
  extension: FileExtension
  mimeType: string
  /** Images only: as it is shown, EXIF orientation applied. */
  pixels?: ImageSize
}

/** Formats that are text themselves and are not accepted. Any other signature in a file that is all text is chance. */
const TEXT_FORMATS = new Set(['xml', 'rtf', 'ps', 'eps', 'vcf', 'ics', 'reg', 'pgp'])

/**
 * Finds out what a received file is.
 *
 * @throws `FILE_REJECTED` for an empty or damaged file, `FILE_TYPE_NOT_ALLOWED` for everything that is not on the list
 */
export async function checkContent(path: string, originalName: string): Promise<CheckedContent> {
  const handle = await open(path)
  try {
    if ((await handle.stat()).size === 0) throw new TouchlineError('FILE_REJECTED', 'The file is empty')
    const detected = await detect(path)
    if (detected === 'jpg' || detected === 'png' || detected === 'gif' || detected === 'webp') {
      return { ...described(detected), pixels: await imageSize(path, detected) }
    }
    return described(await documentType(handle, detected, originalName))
  } finally {
    await handle.close()
  }
}

async function documentType(
  handle: FileHandle,
  detected: string | undefined,
  originalName: string,
): Promise<FileExtension> {
  switch (detected) {
    case 'pdf':
    case 'rar':
      return detected
    case 'zip':
    case 'docx':
    case 'xlsx':
    case 'pptx':
      await checkArchive(handle, detected)
      return detected
    case 'cfb':
      return officeKindOf(handle)
  }
  if (TEXT_FORMATS.has(detected ?? '') || !(await isPlainText(handle)))
    throw new TouchlineError('FILE_TYPE_NOT_ALLOWED')
  // Nothing in a text says that it is a table; both are served alike.
  return /\.csv\s*$/i.test(originalName) ? 'csv' : 'txt'
}

async function detect(path: string): Promise<string | undefined> {
  try {
    return (await fileTypeFromFile(path))?.ext
  } catch (cause) {
    throw new TouchlineError('FILE_REJECTED', undefined, { cause })
  }
}

function described(extension: FileExtension): CheckedContent {
  return { extension, mimeType: allowedTypes[extension].mimeType }
}
