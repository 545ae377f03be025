import { isUtf8 } from 'node:buffer'

/** A text that came in one piece of a connection's bytes, and its bytes as they came. */
export interface WholeFrame {
  /** Where its payload begins. */
  readonly start: number
  /** The four bytes that mask it begin here. */
  readonly mask: number
}

const FINAL_TEXT = 0x81
const MASKED = 0x80
const LONG = 126

/**
 * Where the payload of a client's text message lies, when a piece of bytes is this message and nothing else: one frame, whole,
 * not compressed, shorter than 64 KiB (RFC 6455, 5.2). Undefined for anything else.
 */
export function wholeTextFrame(piece: Buffer): WholeFrame | undefined {
  const code = (piece[1] ?? 0) - MASKED
  if (piece[0] !== FINAL_TEXT || code < 0 || code > LONG) return undefined
  const mask = code === LONG ? 4 : 2
  if (piece.length < mask + 4) return undefined
  const length = code === LONG ? piece.readUInt16BE(2) : code
  return piece.length === mask + 4 + length ? { start: mask + 4, mask } : undefined
}

/** Whether a frame's payload begins with this text, of ASCII. The frame stays masked. */
export function beginsWith(piece: Buffer, { start, mask }: WholeFrame, text: string): boolean {
  if (piece.length < start + text.length) return false
  for (let at = 0; at < text.length; at += 1) {
    if (((piece[start + at] ?? 0) ^ (piece[mask + (at & 3)] ?? 0)) !== text.charCodeAt(at)) return false
  }
  return true
}

/** Turns a masked payload into a plain one, or back. */
export function turnMask(piece: Buffer, { start, mask }: WholeFrame): void {
  const keys = [piece[mask] ?? 0, piece[mask + 1] ?? 0, piece[mask + 2] ?? 0, piece[mask + 3] ?? 0]
  if (keys.every((key) => key === 0)) return
  const [a = 0, b = 0, c = 0, d = 0] = keys
  const { length } = piece
  let at = start
  for (; at + 3 < length; at += 4) {
    piece[at] = (piece[at] ?? 0) ^ a
    piece[at + 1] = (piece[at + 1] ?? 0) ^ b
    piece[at + 2] = (piece[at + 2] ?? 0) ^ c
    piece[at + 3] = (piece[at + 3] ?? 0) ^ d
  }
  for (let rest = 0; at < length; at += 1, rest += 1) piece[at] = (piece[at] ?? 0) ^ (keys[rest] ?? 0)
}

/** The text of a payload that is not masked any more; undefined when it is no UTF-8. */
export function payloadText(piece: Buffer, start: number): string | undefined {
  const payload = piece.subarray(start)
  return isUtf8(payload) ? payload.toString() : undefined
}
