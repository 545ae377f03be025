import { mostFrameBytes, writeTextFrame } from './web-socket-frame.ts'

/**
 * What is emitted to a room for a while, as the bytes of its frames in their order. The room's sockets share them: whoever follows
 * gets all from one place on, and costs nothing more with each further event.
 */
export class Strand<Follower> {
  /** The room's sockets that do not follow at the moment. */
  idle: Follower[]
  /** Whether anything was pushed since this was set to false. */
  isFresh = true
  /** Spans of time that it has lasted. */
  age = 0
  /** How many frames it has got. */
  frames = 0
  #bytes = Buffer.alloc(0)
  #length = 0

  constructor(idle: Follower[]) {
    this.idle = idle
  }

  /** Its end, in bytes. */
  get length(): number {
    return this.#length
  }

  /** Adds a frame. Answers with the place where it begins. */
  push(text: string): number {
    this.isFresh = true
    this.frames += 1
    const from = this.#length
    const length = Buffer.byteLength(text)
    const needed = from + mostFrameBytes(length)
    if (needed > this.#bytes.length) {
      // What was given out keeps the bytes that it was cut from.
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length))
      this.#bytes.copy(larger, 0, 0, from)
      this.#bytes = larger
    }
    this.#length = writeTextFrame(this.#bytes, from, text, length)
    return from
  }

  /** From one place up to another, both where a frame begins or the end. What is pushed later does not change it. */
  bytes(from: number, to: number): Buffer {
    return this.#bytes.subarray(from, to)
  }
}
