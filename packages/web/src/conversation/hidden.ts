/** What the servers put in the place of a contact. */
export const HIDDEN = '[hidden]'

export function hasHidden(content: string): boolean {
  return content.includes(HIDDEN)
}

/** A text where there is no room for more than a word, of the reader's language, on what was hidden. */
export function shortText(content: string, hiddenWord: string): string {
  return content.replaceAll(HIDDEN, `[${hiddenWord}]`)
}
