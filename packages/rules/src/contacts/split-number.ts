import type { ContactAllowlist } from './allowlist.ts'
import { allows } from './allowlist.ts'
import type { Announcement } from './split-announcement.ts'
import type { NumberPart } from './split-number-part.ts'
import { readNumberPart } from './split-number-part.ts'
import type { ContextualPart, SplitRun } from './split-number-shape.ts'
import { isSplitNumber } from './split-number-shape.ts'
import type { SplitPiece } from './split-piece.ts'

/** How many texts before the first part may announce it. */
const ANNOUNCED_BEFORE = 2

/** For how many texts without a number an explanation holds: "bus?", "ok", `4521`. */
const EXPLAINED_AFTER = 4

/** The pieces that make a number of which the newest message holds the last part, in its longest form. */
export function findSplitNumber(
  pieces: readonly SplitPiece[],
  allowlist: ContactAllowlist | undefined,
): readonly SplitPiece[] | undefined {
  const parts = explained(pieces.map(({ text }) => readNumberPart(text)))
  // The second look passes over short numbers that came in between: `98765`, `7`, `43210`.
  return walk(pieces, parts, 1, allowlist) ?? walk(pieces, parts, 4, allowlist)
}

/** Marks the parts that an earlier text explains as something else. */
function explained(parts: readonly NumberPart[]): ContextualPart[] {
  let holds = 0
  return parts.map((part) => {
    if (part.announces === 'plain') holds = 0
    else if (part.explains) holds = EXPLAINED_AFTER
    else if (part.groups.length === 0) holds--
    return { ...part, isExplained: holds > 0 }
  })
}

function walk(
  pieces: readonly SplitPiece[],
  parts: readonly ContextualPart[],
  fewest: number,
  allowlist: ContactAllowlist | undefined,
): readonly SplitPiece[] | undefined {
  const carries = (index: number) => (parts[index]?.groups.join('').length ?? 0) >= fewest
  const carriers = parts.filter((_, index) => carries(index)).length
  if (carriers < 2) return undefined
  for (let last = parts.length - 1; last > 0 && pieces[last]?.id === pieces.at(-1)?.id; last--) {
    if (!carries(last)) continue
    let taken: number[] = []
    let found: readonly number[] | undefined
    for (let first = last; first >= 0; first--) {
      const part = parts[first]
      if (part === undefined) break
      if (!carries(first)) {
        if (part.begins) break
        continue
      }
      taken = [first, ...taken]
      if (taken.length > 1 && isFound(runOf(parts, taken, carriers), allowlist)) found = taken
      if (part.begins) break
    }
    if (found) return found.flatMap((index) => pieces[index] ?? [])
  }
  return undefined
}

function isFound(run: SplitRun, allowlist: ContactAllowlist | undefined): boolean {
  const digits = run.parts.flatMap(({ groups }) => groups).join('')
  return isSplitNumber(run) && !(allowlist !== undefined && allows(allowlist, digits))
}

function runOf(parts: readonly ContextualPart[], taken: readonly number[], carriers: number): SplitRun {
  const [first = 0] = taken
  const last = taken.at(-1) ?? first
  const said = parts.slice(Math.max(0, first - ANNOUNCED_BEFORE), last + 1).map(({ announces }) => announces)
  const announced: Announcement | undefined = said.includes('plain') ? 'plain' : said.find((each) => each)
  return {
    parts: taken.flatMap((index) => parts[index] ?? []),
    announced,
    interruptions: last - first + 1 - taken.length,
    alone: carriers === taken.length,
  }
}
