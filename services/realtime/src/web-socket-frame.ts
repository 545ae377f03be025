/** The most bytes that the header of a server's frame takes. */
const LONGEST_HEADER = 10

const FINAL_TEXT = 0x81

/** A server's text message as one unmasked WebSocket frame (RFC 6455, 5.2). */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const frame = Buffer.allocUnsafe(mostFrameBytes(length))
  return frame.subarray(0, writeTextFrame(frame, 0, text, length))
}

/** A frame takes no more bytes than this; the length is that of its text in UTF-8. */
export const mostFrameBytes = (length: number): number => LONGEST_HEADER + length

/** Writes the frame of a text of this length to a place where there is room for it. Answers with its end. */
export function writeTextFrame(buffer: Buffer, at: number, text: string, length: number): number {
  buffer[at] = FINAL_TEXT
  let start = at + 2
  if (length < 126) buffer[at + 1] = length
  else if (length < 65_536) {
    buffer[at + 1] = 126
    start = buffer.writeUInt16BE(length, start)
  } else {
    buffer[at + 1] = 127
    start = buffer.writeBigUInt64BE(BigInt(length), start)
  }
  return start + buffer.write(text, start)
}
