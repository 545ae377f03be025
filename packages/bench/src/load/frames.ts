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
    const { length: bytes } = data
    let at = 0
    while (bytes - at >= 2) {
      const code = data[at + 1] ?? 0
      const start = at + (code === 127 ? 10 : code === 126 ? 4 : 2)
      if (bytes < start) break
      const length =
        code < 126 ? code : code === 126 ? ((data[at + 2] ?? 0) << 8) | (data[at + 3] ?? 0) : longLength(data, at)
      if (bytes < start + length) break
      if (((data[at] ?? 0) & 0x0f) === 1) this.#onText(data, start, start + length)
      at = start + length
    }
    this.#rest = at === bytes ? undefined : Buffer.from(data.subarray(at))
  }
}

const longLength = (data: Buffer, at: number): number => Number(data.readBigUInt64BE(at + 2))
