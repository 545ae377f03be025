/**
 * Text frames of the WebSocket protocol (RFC 6455), as little of it as a load generator needs: whole messages, no
 * extensions.
 */

/** A client's text frame. Its mask is zero, which is as valid as any other and spares both ends the work. */
export function clientFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const header = length < 126 ? 6 : 8
  const frame = Buffer.allocUnsafe(header + length)
  frame[0] = 0x81
  if (length < 126) frame[1] = 0x80 | length
  else {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(length, 2)
  }
  frame.fill(0, header - 4, header)
  frame.write(text, header)
  return frame
}

/** Called with the bytes of one text frame's payload: `buffer` from `start` up to, and without, `end`. */
export type FrameListener = (buffer: Buffer, start: number, end: number) => void

/** Cuts what a server sends into its frames; what is not whole yet is kept for the next piece. */
export class FrameReader {
  readonly #onText: FrameListener
  #rest: Buffer | undefined

  constructor(onText: FrameListener) {
    this.#onText = onText
  }

  /** Reads on. The piece may be written over once this returns. */
  push(piece: Buffer): void {
    const data = this.#rest === undefined ? piece : Buffer.concat([this.#rest, piece])
    let at = 0
    for (;;) {
      if (data.length - at < 2) break
      const code = data.readUInt8(at + 1)
      if (code === 127 ? data.length - at < 10 : code === 126 && data.length - at < 4) break
      const start = at + (code === 127 ? 10 : code === 126 ? 4 : 2)
      const length =
        code === 127 ? Number(data.readBigUInt64BE(at + 2)) : code === 126 ? data.readUInt16BE(at + 2) : code
      if (data.length < start + length) break
      if ((data.readUInt8(at) & 0x0f) === 1) this.#onText(data, start, start + length)
      at = start + length
    }
    this.#rest = at === data.length ? undefined : Buffer.from(data.subarray(at))
  }
}
