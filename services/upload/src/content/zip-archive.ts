import type { FileHandle } from 'node:fs/promises'
import { TouchlineError } from '@touchline/contracts'
import { damaged, readAt } from './read-at.ts'

const END_BYTES = 22
const END_SIGNATURE = 0x06054b50
const ENTRY_BYTES = 46
const ENTRY_SIGNATURE = 0x02014b50
const LOCATOR_BYTES = 20
const LOCATOR_SIGNATURE = 0x07064b50
const MAX_COMMENT_BYTES = 65_535

/** Entries that make an archive something else: Java, Android, iOS, e-book, OpenDocument, iWork, another Office format. */
const FOREIGN = [
  /^META-INF\/(?:MANIFEST\.MF|container\.xml|mozilla\.rsa)$/i,
  /^AndroidManifest\.xml$/,
  /^classes\d*\.dex$/,
  /^Payload\/[^/]+\.app\//,
  /^mimetype$/,
  /^Index\/Document\.iwa$/,
  /^\[Content_Types\]\.xml$/i,
]
const MACROS = /(?:^|\/)vba(?:Project\.bin|ProjectSignature\.bin|Data\.xml)$/i
const OFFICE_FOLDERS = { docx: 'word/', xlsx: 'xl/', pptx: 'ppt/' } as const

/**
 * Checks an archive by its table of contents, which is what programs open it by. `file-type` goes by the entries'
 * own headers, which may say something else.
 *
 * @throws `FILE_REJECTED` when it is damaged, `FILE_TYPE_NOT_ALLOWED` for an archive that is a format of its own, or an
 *   Office document with macros
 */
export async function checkArchive(handle: FileHandle, kind: 'zip' | keyof typeof OFFICE_FOLDERS): Promise<void> {
  const names = await entryNames(handle)
  if (kind === 'zip') {
    if (names.some((name) => FOREIGN.some((pattern) => pattern.test(name)))) throw notAllowed()
    return
  }
  const folder = OFFICE_FOLDERS[kind]
  if (!names.includes('[Content_Types].xml') || !names.some((name) => name.startsWith(folder))) throw damaged()
  if (names.some((name) => MACROS.test(name))) throw notAllowed()
}

function notAllowed(): TouchlineError {
  return new TouchlineError('FILE_TYPE_NOT_ALLOWED')
}

async function entryNames(handle: FileHandle): Promise<string[]> {
  const { count, size, offset } = await findDirectory(handle)
  const directory = await readAt(handle, offset, size)
  const names: string[] = []
  for (let at = 0; names.length < count; ) {
    if (at + ENTRY_BYTES > size || directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw damaged()
    const nameBytes = directory.readUInt16LE(at + 28)
    const start = at + ENTRY_BYTES
    // Some writers use the other slash.
    names.push(directory.toString('utf8', start, start + nameBytes).replaceAll('\\', '/'))
    at = start + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return names
}

interface Directory {
  count: number
  size: number
  offset: number
}

async function findDirectory(handle: FileHandle): Promise<Directory> {
  const { size: fileBytes } = await handle.stat()
  const tailBytes = Math.min(fileBytes, END_BYTES + MAX_COMMENT_BYTES)
  const tail = await readAt(handle, fileBytes - tailBytes, tailBytes)
  for (let at = tailBytes - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue
    if (at + END_BYTES + tail.readUInt16LE(at + 20) !== tailBytes) continue
    const directory = {
      count: tail.readUInt16LE(at + 10),
      size: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    }
    const isLarge = directory.count === 0xffff || directory.size === 0xffffffff || directory.offset === 0xffffffff
    return isLarge ? largeDirectory(handle, fileBytes - tailBytes + at) : directory
  }
  throw damaged()
}

/** The numbers of ZIP64, which some writers use for small archives too. */
async function largeDirectory(handle: FileHandle, endAt: number): Promise<Directory> {
  const locator = await readAt(handle, endAt - LOCATOR_BYTES, LOCATOR_BYTES)
  if (locator.readUInt32LE(0) !== LOCATOR_SIGNATURE) throw damaged()
  const record = await readAt(handle, Number(locator.readBigUInt64LE(8)), 56)
  return {
    count: Number(record.readBigUInt64LE(32)),
    size: Number(record.readBigUInt64LE(40)),
    offset: Number(record.readBigUInt64LE(48)),
  }
}
