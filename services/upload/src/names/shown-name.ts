import { type ContactAllowlist, type ContactKind, maskContacts } from '@touchline/rules'
import { allowedTypes, type FileExtension } from '../content/allowed-types.ts'
import { cutToBytes } from './cut-to-bytes.ts'

/** Windows gives these to devices, whatever ending follows. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
/** Controls, line and paragraph separators, bidi controls and byte order marks: they hide or reorder what is shown. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu
const RESERVED = /[<>:"|?*]/g
/** So that the whole name is one that every file system takes. */
const MAX_STEM_BYTES = 240

/** A name that can be shown, and the kinds of the contacts that were hidden in it. */
export interface ShownName {
  name: string
  contactKinds: ContactKind[]
}

/**
 * The name that people see and save a file under: the original's last part, made safe, contacts replaced by `[hidden]`,
 * with an ending of the checked type. A name that promises another type keeps it in front (`photo.png.jpg`), so that
 * nothing opens as something that it was not checked as.
 */
export function makeShownName(original: string, extension: FileExtension, allowlist?: ContactAllowlist): ShownName {
  const lastPart = original.slice(Math.max(original.lastIndexOf('/'), original.lastIndexOf('\\')) + 1)
  const visible = lastPart.toWellFormed().normalize('NFC').replace(UNSEEN, '').trim()
  const { text, findings } = maskContacts(visible, allowlist)
  const masked = text.replace(RESERVED, '_')
  const [stem, ending] = splitEnding(masked, extension)
  const bare = cutToBytes(stem.replace(/^[.\s]+/, ''), MAX_STEM_BYTES).replace(/[.\s]+$/, '')
  const safe = bare === '' ? 'file' : DEVICE_NAME.test(bare) ? `_${bare}` : bare
  return { name: `${safe}.${ending}`, contactKinds: findings.map(({ kind }) => kind) }
}

/** The name without the ending of its type, and that ending; the usual one when the name has none that fits. */
function splitEnding(name: string, extension: FileExtension): [stem: string, ending: string] {
  const dot = name.lastIndexOf('.')
  const ending = name.slice(dot + 1).toLowerCase()
  const fits = dot >= 0 && allowedTypes[extension].endings.some((known) => known === ending)
  return fits ? [name.slice(0, dot), ending] : [name, extension]
}
