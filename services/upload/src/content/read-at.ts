import type { FileHandle } from 'node:fs/promises'
import { TouchlineError } from '@touchline/contracts'

/** Reads exactly `length` bytes at `position`. Throws `FILE_REJECTED` when the file does not hold them. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { size } = await handle.stat()
  if (position < 0 || length < 0 || position + length > size) throw damaged()
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead < length) throw damaged()
  return buffer
}

export function damaged(): TouchlineError {
  return new TouchlineError('FILE_REJECTED')
}
