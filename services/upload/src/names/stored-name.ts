import { randomBytes } from 'node:crypto'
import { DOWNLOAD_PREFIX } from '@touchline/contracts'
import type { FileExtension } from '../content/allowed-types.ts'
import { cutToBytes } from './cut-to-bytes.ts'

const THUMBNAIL_ENDING = '.thumb.webp'
/** File systems take names of up to 255 bytes. What follows the stem: two dashes, milliseconds, random hex, ending. */
const MAX_STEM_BYTES = 255 - (2 + 13 + 16 + THUMBNAIL_ENDING.length)
const STORED_NAME = /^[\p{L}\p{M}\p{N}_.-]+-\d{13}-[0-9a-f]{16}\.(?:thumb\.)?[a-z]{3,4}$/u

/**
 * A new unique name `{stem}-{timestamp}-{random}.{ext}`, of letters, digits, `_`, `-` and `.` only, at most 255 bytes, and
 * so is the name of its thumbnail. `shownName` has been masked, so that the address of a file gives no contact away.
 */
export function newStoredName(shownName: string, extension: FileExtension, at: Date): string {
  const ending = shownName.lastIndexOf('.')
  const stem = (ending > 0 ? shownName.slice(0, ending) : shownName)
    .replace(/[^\p{L}\p{M}\p{N}.-]+/gu, '_')
    .replace(/\.{2,}/g, '.')
    .replace(/^[._-]+/, '')
  const bounded = cutToBytes(stem, MAX_STEM_BYTES).replace(/[._-]+$/, '') || 'file'
  return `${bounded}-${at.getTime()}-${randomBytes(8).toString('hex')}.${extension}`
}

/** The name that the thumbnail of this file is kept under, if it has one. */
export function thumbnailNameOf(storedName: string): string {
  return storedName.replace(/\.[a-z]+$/, THUMBNAIL_ENDING)
}

export function isThumbnailName(storedName: string): boolean {
  return storedName.endsWith(THUMBNAIL_ENDING)
}

/** Whether this can be the name of a kept file at all; no path, no dot file, nothing that a file system rejects. */
export function isStoredName(name: string): boolean {
  return Buffer.byteLength(name) <= 255 && !name.startsWith('.') && STORED_NAME.test(name)
}

/** The stored name in a download address such as messages carry, or undefined for any other address. */
export function storedNameIn(url: string): string | undefined {
  if (!url.startsWith(DOWNLOAD_PREFIX)) return undefined
  try {
    const name = decodeURIComponent(url.slice(DOWNLOAD_PREFIX.length))
    return isStoredName(name) ? name : undefined
  } catch {
    return undefined
  }
}
