/** Letters that are written from right to left. */
const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u

/**
 * A name to be put into a sentence of the page: one that is written from right to left keeps its own direction between
 * U+2068 and U+2069, and does not turn the words and signs beside it around. Where a name stands alone, `<bdi>` does that.
 */
export function isolated(name: string): string {
  return rightToLeft.test(name) ? `\u2068${name}\u2069` : name
}
