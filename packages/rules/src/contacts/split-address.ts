import type { ContactAllowlist } from './allowlist.ts'
import type { ContactFinding, ContactKind } from './contact.ts'
import { isMailDomain, isMailService, isTopLevelDomain, isUpiHandle } from './domains.ts'
import { maskContacts } from './mask-contacts.ts'
import { normalise } from './normalise.ts'
import type { SplitPart, SplitPiece } from './split-piece.ts'
import { ASKING, FILLERS } from './split-words.ts'

/** A longer text is no part of an address. */
const LONGEST_TEXT = 80
const MOST_WORDS = 6
/** Most pieces that are put together. */
const MOST_PIECES = 8

const SIGNS =
  /@|(?:^|[\p{L}\p{N}])[._-](?=[\p{L}\p{N}])|^[\p{L}\p{N}._-]+[._/-]$|[\p{L}\p{N}]\/|^[._/-][\p{L}\p{N}]|^\.$/u
const SPELLED_SIGN = /^(?:at|dot|underscore|arroba|attherate|rate|एट|डॉट)$/
/** Said on the way to an address. */
const ADDRESS_WORD = /^(?:e?mail|mailid|emailid|id|upi|vpa|gpay|phonepe|paytm|insta|telegram|ईमेल|मेल|आईडी)$/
/** A local part that is shorter may have begun in the text before. */
const SHORT_LOCAL = 4

/** Whether a text could be a piece of an address or a link. Cheap. */
export function isAddressPiece(text: string): boolean {
  if (text === '' || text.length > LONGEST_TEXT) return false
  const folded = fold(text)
  if (isMention(folded)) return false
  const words = folded.split(/\s+/)
  return words.length <= MOST_WORDS && (isTelling(folded) || (words.length === 1 && isHandle(folded)))
}

/** Finds an address or a link that lies over several pieces and ends in the newest message, as far back as it reaches. */
export function findSplitAddress(
  pieces: readonly SplitPiece[],
  allowlist: ContactAllowlist | undefined,
): { kind: ContactKind; parts: readonly SplitPart[] } | undefined {
  const newest = pieces.at(-1)?.id
  const like = pieces.filter(({ text }) => isAddressPiece(text))
  if (like.length < 2 || like.at(-1)?.id !== newest) return undefined
  const telling = like.filter(({ text }) => isTelling(fold(text)))
  // Plain words between the pieces are mostly talk, so they are passed over first.
  const sure = widest(telling, allowlist)
  const isComplete = sure !== undefined && localLength(sure) >= SHORT_LOCAL
  const found = isComplete || telling.length === like.length ? sure : (widest(like, allowlist) ?? sure)
  return found && { kind: found.kind, parts: found.parts.map(({ id, field }) => ({ id, field })) }
}

interface Crossing {
  readonly kind: ContactKind
  readonly parts: readonly SplitPiece[]
}

function localLength({ parts }: Crossing): number {
  return fold(parts.map(({ text }) => text).join('')).split('@')[0]?.length ?? 0
}

function widest(candidates: readonly SplitPiece[], allowlist: ContactAllowlist | undefined): Crossing | undefined {
  const recent = candidates.slice(-MOST_PIECES)
  const newest = recent.at(-1)?.id
  let found: Crossing | undefined
  for (let first = recent.length - 2; first >= 0; first--) {
    const run = recent.slice(first)
    for (const joined of [join(run, byTheirSigns), join(run, asOneWord)]) {
      const hit = joined && crossing(joined, run, allowlist)
      if (hit === undefined || hit.parts.at(-1)?.id !== newest) continue
      if (hit.parts.length > (found?.parts.length ?? 0)) found = hit
    }
  }
  return found
}

function fold(text: string): string {
  return normalise(text).text.trim().toLowerCase()
}

/** `@ravi` speaks to somebody; `@gmail` and `@okaxis` are ends of addresses. */
function isMention(folded: string): boolean {
  const name = /^@([\p{L}\p{N}_]+)(?:\s|$)/u.exec(folded)?.[1]
  return name !== undefined && !isMailService(name) && !isUpiHandle(name)
}

function isTelling(folded: string): boolean {
  if (SIGNS.test(folded)) return true
  const words = folded.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  if (words.some((word) => isMailService(word) && word.length > 3)) return true
  if (isUpiHandle(folded)) return true
  if (words.length === 1)
    return (isHandle(folded) && /\d/.test(folded) && /\p{L}/u.test(folded)) || /^(?:at|dot|com)$/.test(folded)
  if (words.some((word) => ADDRESS_WORD.test(word)) || /\p{L} dot \p{L}/u.test(folded)) return true
  if (words.length > 3) return SPELLED_SIGN.test(words.at(-1) ?? '')
  return SPELLED_SIGN.test(words[0] ?? '') || SPELLED_SIGN.test(words.at(-1) ?? '')
}

/** A word that could be a name in an address, and is not one that people answer with. */
function isHandle(folded: string): boolean {
  return (
    /^[\p{L}\p{N}][\p{L}\p{N}._+-]*$/u.test(folded) &&
    /\p{L}/u.test(folded) &&
    !FILLERS.has(folded) &&
    !ASKING.has(folded)
  )
}

interface Joined {
  readonly text: string
  readonly starts: readonly number[]
  /** A sign joins the pieces without a space: only an ending beyond doubt makes an address of them. */
  readonly isTight: boolean
}

type Joint = (before: string, after: string) => string | undefined

function join(run: readonly SplitPiece[], jointOf: Joint): Joined | undefined {
  let text = ''
  let isTight = false
  const starts: number[] = []
  for (const [index, piece] of run.entries()) {
    const joint = index === 0 ? '' : jointOf(run[index - 1]?.text ?? '', piece.text)
    if (joint === undefined) return undefined
    if (index > 0 && joint === '') isTight = true
    text += joint
    starts.push(text.length)
    text += piece.text
  }
  return { text, starts, isTight }
}

/** A sign at an edge joins what it touches; a mail domain stands behind a name with an @ that was left out. */
const byTheirSigns: Joint = (before, after) => {
  if (/^\S+[@._/=-]$|@$/.test(before) || /^[@._/-]/.test(after)) return ''
  const name = fold(before).split(/\s+/).at(-1) ?? ''
  return isMailDomain(after) && isHandle(name) && name.length >= 3 && !ADDRESS_WORD.test(name) ? '@' : ' '
}

/** `as`, `ha@gm`, `ail.com`: only single words are put together like this. */
const asOneWord: Joint = (before, after) => (/\s/.test(before) || /\s/.test(after) ? undefined : '')

function crossing(
  { text, starts, isTight }: Joined,
  run: readonly SplitPiece[],
  allowlist: ContactAllowlist | undefined,
): Crossing | undefined {
  for (const finding of maskContacts(text, allowlist).findings) {
    if (finding.kind === 'phone') continue
    const from = run.findLastIndex((_, index) => (starts[index] ?? 0) <= finding.start)
    const to = run.findLastIndex((_, index) => (starts[index] ?? 0) < finding.end)
    const isNamed = from === to && from > 0 && isMailbox(run[from]?.text ?? '', text, finding)
    if ((from < to || isNamed) && (!isTight || isPlain(text, finding))) {
      return { kind: finding.kind, parts: run.slice(from, to + 1) }
    }
  }
  return undefined
}

/** `asha.rao99` after "my gmail is": the whole of a text, which is a contact only by what was said before it. */
function isMailbox(piece: string, text: string, { start, end }: ContactFinding): boolean {
  return end - start >= piece.length - 1 && !/\s/.test(text.slice(start, end))
}

/** Put together without a space, only an ending that is one beyond doubt makes an address. */
function isPlain(text: string, { kind, start, end }: ContactFinding): boolean {
  if (kind !== 'email') return true
  const domain = fold(text.slice(start, end)).replace(/^.*@/, '')
  const labels = domain.split(/[.\s]+/)
  return labels.some(isMailService) || (labels.length > 1 && isTopLevelDomain(labels.at(-1) ?? ''))
}
