import { randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { MultipartFile } from '@fastify/multipart'
import { TouchlineError, UploadFields, validator } from '@touchline/contracts'
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { withoutDisk } from '../storage/disk-error.ts'
import { type BodyGuard, guardBody } from './body-guard.ts'

/** A file that has arrived in full and is not checked yet. Whoever gets it removes `path`. */
export interface ReceivedUpload {
  path: string
  /** Bytes. */
  size: number
  /** As the client sent it: not safe, and not to be shown. */
  originalName: string
  fields: Static<typeof UploadFields>
}

interface ReceiveOptions {
  /** Where the file is written. */
  folder: string
  maxFileBytes: number
  maxBodyBytes: number
}

/** Milliseconds without a byte after which a client counts as gone. */
const STALL_MS = 30_000
/** 4,000 code points of four bytes each, and a little more, so that one too long is seen to be so. */
const MAX_FIELD_BYTES = 16_384

const uploadFields = validator(UploadFields)

/**
 * Streams an upload into a temporary file. Leaves nothing behind when it rejects.
 *
 * @throws `VALIDATION` for anything but the known fields and then one file, `FILE_TOO_LARGE`, `UNAVAILABLE` when the disk
 *   does not take the file
 */
export async function receiveUpload(request: FastifyRequest, options: ReceiveOptions): Promise<ReceivedUpload> {
  if (!request.isMultipart()) throw new TouchlineError('VALIDATION', 'An upload is sent as multipart/form-data')
  const path = join(options.folder, randomUUID())
  const guard = guardBody(request.raw, { maxBytes: options.maxBodyBytes, stallMs: STALL_MS })
  try {
    return await readParts(request, guard, path, options)
  } catch (error) {
    await rm(path, { force: true })
    throw guard.signal.aborted ? guard.signal.reason : refusalOf(error)
  } finally {
    guard.release()
  }
}

async function readParts(
  request: FastifyRequest,
  guard: BodyGuard,
  path: string,
  { maxFileBytes }: ReceiveOptions,
): Promise<ReceivedUpload> {
  const parts = request.parts({
    // One more than allowed of each, so that too many are seen and refused.
    limits: { fileSize: maxFileBytes, fieldSize: MAX_FIELD_BYTES, files: 2, fields: 8, parts: 10, headerPairs: 20 },
  })
  const fields = new Map<string, unknown>()
  let file: { size: number; originalName: string } | undefined
  for (;;) {
    const { value: part, done } = await guard.orRefused(parts.next())
    if (done) break
    if (file !== undefined) throw new TouchlineError('VALIDATION', 'Nothing may follow the file')
    if (part.type === 'file') {
      if (part.fieldname !== 'file') throw new TouchlineError('VALIDATION', 'The file is sent in the field "file"')
      uploadFields.parse(Object.fromEntries(fields))
      file = { size: await writeFile(part, guard, path), originalName: unescaped(part.filename ?? '') }
    } else {
      if (part.valueTruncated || fields.has(part.fieldname))
        throw new TouchlineError('VALIDATION', 'A field is too long or sent twice')
      fields.set(part.fieldname, part.value)
    }
  }
  if (file === undefined) throw new TouchlineError('VALIDATION', 'There is no file')
  return { path, ...file, fields: uploadFields.parse(Object.fromEntries(fields)) }
}

/** Bytes written. The limit refuses the upload at once, not when the client has sent the rest. */
async function writeFile(part: MultipartFile, guard: BodyGuard, path: string): Promise<number> {
  part.file.once('limit', () => guard.refuse(tooLarge()))
  const handle = await open(path, 'wx', 0o600)
  const target = handle.createWriteStream({ flush: true })
  await pipeline(part.file, target, { signal: guard.signal })
  // A small file arrives whole before anybody can listen for the event; only this tells that it was cut.
  if (part.file.truncated) throw tooLarge()
  return target.bytesWritten
}

function tooLarge(): TouchlineError {
  return new TouchlineError('FILE_TOO_LARGE')
}

/** Browsers write these three characters of a file name as percent escapes, and a percent sign as it is. */
function unescaped(fileName: string): string {
  return fileName.replace(/%0[ad]/gi, ' ').replaceAll('%22', '"')
}

/** What the parser rejects is the client's fault, what the file system rejects is ours. */
function refusalOf(error: unknown): unknown {
  const shown = withoutDisk(error)
  if (shown instanceof TouchlineError) return shown
  return new TouchlineError('VALIDATION', 'The upload is not complete multipart data', { cause: error })
}
