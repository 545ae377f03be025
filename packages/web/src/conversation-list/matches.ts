/** Whether a name is what somebody looks for: every word begins one of the name's, whatever its case and accents. */
export function matches(name: string, wanted: string): boolean {
  const words = wordsOf(name)
  return wordsOf(wanted).every((part) => words.some((word) => word.startsWith(part)))
}

function wordsOf(text: string): string[] {
  // Only accents over Latin letters are left out: the vowel signs of Hindi are marks as well.
  const plain = text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
  return plain.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '')
}
