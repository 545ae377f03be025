/** What is published on a channel. */
export interface Payload {
  readonly channel: string
  readonly payload: string
}

/**
 * The most of one script, so that Redis does other things in between and never holds much of it at once: it has each script whole in
 * its memory, several times over. A batch of sends is a part of this; a roster of a thousand people, told to each of them, a hundred
 * megabytes.
 */
const MOST_PAYLOADS = 500
const MOST_CHARACTERS = 256 * 1024

/** The same in the same order, cut into as few pieces as are not too large; what is too large by itself is alone. */
export function publishChunks(payloads: readonly Payload[]): Payload[][] {
  const chunks: Payload[][] = []
  let chunk: Payload[] = []
  let characters = 0
  for (const one of payloads) {
    const { length } = one.payload
    const isFull = chunk.length === MOST_PAYLOADS || characters + length > MOST_CHARACTERS
    if (chunks.length === 0 || isFull) {
      chunk = []
      chunks.push(chunk)
      characters = 0
    }
    chunk.push(one)
    characters += length
  }
  return chunks
}
