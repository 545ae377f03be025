import type { FileHandle } from 'node:fs/promises'
import { TextDecoder } from 'node:util'

/** Bytes that are looked at in one go; between two of them the event loop serves others. */
const CHUNK_BYTES = 65_536
/** Characters of the previous chunk that are looked at again, so that no tag hides across the border. */
const OVERLAP = 32

/** Bytes that no text holds (WHATWG MIME sniffing, "binary data byte"). NUL first of all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const BINARY = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/
/** A text that begins like this is markup: a tag, a comment, a doctype or a processing instruction. */
const OPENING = /^<[a-z!?/%]/i
/** Markup that a browser would act on, wherever in the text it stands: HTML needs no proper beginning. */
const ACTIVE =
  /<(?:!doctype|\?xml|\?php|html|head|body|title|script|svg|math|iframe|frame|frameset|object|embed|applet|meta|link|style|base|form|img|image|video|audio|template)(?:[\s/>]|$)/i

/**
 * Whether a file is text: valid UTF-8, or UTF-16 with a byte order mark, without control characters that texts do not
 * have, and without markup. HTML, SVG and other XML are no plain text, whatever stands before them.
 */
export async function isPlainText(handle: FileHandle): Promise<boolean> {
  const decoder = new TextDecoder(await encodingOf(handle), { fatal: true })
  const buffer = Buffer.alloc(CHUNK_BYTES)
  let tail = ''
  let hasBegun = false
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position)
    position += bytesRead
    const text = decode(decoder, buffer.subarray(0, bytesRead), bytesRead > 0)
    if (text === undefined || BINARY.test(text) || ACTIVE.test(tail + text)) return false
    const beginning: string = hasBegun ? '' : (tail + text).replace(/^[\s\ufeff\u200b-\u200d\u2060]+/, '')
    if (OPENING.test(beginning)) return false
    // One character alone may be a `<` whose tag begins in the next chunk.
    hasBegun ||= beginning.length > 1
    tail = (tail + text).slice(-OVERLAP)
    if (bytesRead === 0) return true
  }
}

async function encodingOf(handle: FileHandle): Promise<string> {
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le'
  return buffer[0] === 0xfe && buffer[1] === 0xff ? 'utf-16be' : 'utf-8'
}

function decode(decoder: TextDecoder, bytes: Buffer, stream: boolean): string | undefined {
  try {
    return decoder.decode(bytes, { stream })
  } catch {
    return undefined
  }
}
