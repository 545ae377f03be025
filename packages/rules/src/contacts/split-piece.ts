/** A message as the split detector needs it. */
export interface RecentMessage {
  readonly id: string
  /** What it says; empty for a file without a caption. */
  readonly text: string
  /** The name of its file, with its ending. */
  readonly fileName?: string | undefined
  readonly at: Date
}

/** Where in a message a part of a contact stands. */
export interface SplitPart {
  readonly id: string
  readonly field: 'text' | 'fileName'
}

/** A text of a message that may hold a part of a contact, and when it was said. */
export interface SplitPiece extends SplitPart {
  readonly text: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** The texts of messages in their order: of each what it says, then the name of its file without the ending. */
export function piecesOf(messages: readonly RecentMessage[]): SplitPiece[] {
  return messages.flatMap(({ id, text, fileName, at }) => {
    const pieces: SplitPiece[] = []
    if (text.trim() !== '') pieces.push({ id, field: 'text', text: text.trim(), at: at.getTime() })
    if (fileName !== undefined) pieces.push({ id, field: 'fileName', text: stemOf(fileName), at: at.getTime() })
    return pieces
  })
}

/** A file name without its ending: `98765 (1).pdf` says `98765`. */
export function stemOf(fileName: string): string {
  return fileName
    .replace(/\.[^.\s]{1,5}$/, '')
    .replace(/ ?\(\d{1,2}\)$/, '')
    .trim()
}
