import type { ContactKind } from './contact.ts'
import { HIDDEN } from './contact.ts'
import { isMailDomain, isTopLevelDomain } from './domains.ts'
import { areRound, areTimes } from './measures.ts'
import { normalise } from './normalise.ts'
import { readNumberPart } from './split-number-part.ts'
import type { SplitPart, SplitPiece } from './split-piece.ts'

/** How soon before or after what was hidden a rest of it is said, in milliseconds. */
const SOON_MS = 60_000
const LONGEST_REST = 5
/** Most other texts in between. */
const INTERRUPTIONS = 3

/**
 * What is left of a contact of which the other parts are hidden already: `10` right after two hidden texts, `.com` right
 * after one. Only beside a text of which nothing else was left, and only what is nothing but such a rest.
 */
export function findLeftovers(
  pieces: readonly SplitPiece[],
): readonly { kind: ContactKind; parts: readonly SplitPart[] }[] {
  const newest = pieces.at(-1)?.id
  const rests = pieces.flatMap((piece, index) => {
    const kind = piece.id === newest ? restKind(piece.text) : undefined
    if (kind === undefined) return []
    const before = pieces.slice(Math.max(0, index - 1 - INTERRUPTIONS), index)
    return before.some((other) => isJustHidden(other, piece)) ? [{ kind, parts: [toPart(piece)] }] : []
  })
  return [...rests, ...headOf(pieces)]
}

/** Digits right before a text that has just been hidden as a whole: `98` before the eight that follow it. */
function headOf(pieces: readonly SplitPiece[]): readonly { kind: ContactKind; parts: readonly SplitPart[] }[] {
  const [head, last] = pieces.slice(-2)
  if (head === undefined || last === undefined || !isJustHidden(last, head) || restKind(head.text) !== 'phone')
    return []
  return [{ kind: 'phone', parts: [toPart(head)] }]
}

function isJustHidden(other: SplitPiece, piece: SplitPiece): boolean {
  return other.text === HIDDEN && Math.abs(other.at - piece.at) <= SOON_MS
}

function toPart({ id, field }: SplitPiece): SplitPart {
  return { id, field }
}

function restKind(text: string): ContactKind | undefined {
  if (text === HIDDEN) return undefined
  const folded = normalise(text).text.trim().toLowerCase()
  if (isRestOfAddress(folded)) return 'email'
  if (MAILBOX.test(folded)) return 'link'
  const { groups, strangers, announces } = readNumberPart(text)
  const digits = groups.join('')
  const isRest = digits !== '' && digits.length <= LONGEST_REST && strangers === 0 && announces !== 'hinted'
  const isQuantity = digits.length > 2 && (areTimes([digits, digits]) || areRound([digits, digits]))
  return isRest && !isQuantity ? 'phone' : undefined
}

/** A name as in an address or behind `t.me/`: in one word, with a digit or an underscore. */
const MAILBOX = /^(?=.*\p{L}{2})(?=.*[\d_])[\p{L}\d._]{5,}$/u

function isRestOfAddress(folded: string): boolean {
  const ending = /^(?:\.|dot )([a-z]{2,6})(?:(?:\.| dot )([a-z]{2}))?$/.exec(folded)?.[1]
  return (
    (ending !== undefined && isTopLevelDomain(ending)) ||
    isMailDomain(folded.replace(/^(?:@|at )/, '')) ||
    /^@[a-z][a-z0-9.-]+$/.test(folded)
  )
}
