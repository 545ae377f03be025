/** Frames in their order. Sockets that are to get the same ones share them, and the bytes that they make together. */
export class Strand {
  readonly #frames: Buffer[] = []
  #joined: { from: number; to: number; bytes: Buffer } | undefined

  get length(): number {
    return this.#frames.length
  }

  push(frame: Buffer): void {
    this.#frames.push(frame)
  }

  /** The bytes of the frames from this place to that one. */
  bytes(from: number, to: number): Buffer {
    if (to - from === 1) return this.#frames[from] ?? Buffer.alloc(0)
    if (this.#joined?.from !== from || this.#joined.to !== to) {
      this.#joined = { from, to, bytes: Buffer.concat(this.#frames.slice(from, to)) }
    }
    return this.#joined.bytes
  }
}
