import { LinkifyIt } from 'linkify-it'
import { HIDDEN } from './hidden.ts'

/** A part of a message's text. */
export type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string }
  /** Where a phone number or an e-mail address was. */
  | { readonly type: 'hidden' }

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false, fuzzyIP: false })

/** Takes a text apart for showing. Links lead to web pages only. */
export function piecesOf(content: string): Piece[] {
  return content
    .split(HIDDEN)
    .flatMap((part, index): Piece[] => [...(index > 0 ? [{ type: 'hidden' } as const] : []), ...withLinks(part)])
}

function withLinks(text: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const { index, lastIndex, url, text: shown } of linkify.match(text) ?? []) {
    if (!/^https?:\/\//i.test(url)) continue
    if (index > end) pieces.push({ type: 'text', text: text.slice(end, index) })
    pieces.push({ type: 'link', text: shown, href: url })
    end = lastIndex
  }
  if (end < text.length) pieces.push({ type: 'text', text: text.slice(end) })
  return pieces
}
