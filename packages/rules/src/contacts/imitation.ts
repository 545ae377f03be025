import { nameSkeleton } from './names.ts'

/**
 * Whether a name is drawn to be taken for another person's: the two look alike and are not the same. Case and accents make
 * no other name (`José`, `JOSE`), and neither do an `i` and an `l` that can be told apart (`Mia`, `Mla`); a capital `I`
 * cannot.
 */
export function imitatesName(name: string, other: string): boolean {
  if (nameSkeleton(name) !== nameSkeleton(other) || plain(name) === plain(other)) return false
  const differsInStrokesOnly = plain(name).replaceAll('i', 'l') === plain(other).replaceAll('i', 'l')
  return !differsInStrokesOnly || plain(name.replaceAll('I', 'l')) === plain(other.replaceAll('I', 'l'))
}

/** A name without what people do not notice: case, accents, spaces. */
function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\p{M}\s]/gu, '')
    .toLowerCase()
}
