import { COUNT, PlainMessage } from '../entities/plain-message.ts'
import { AS_WE_WRITE_IT } from '../timestamp-format.ts'
import { type BusEvent, isBusEvent } from './envelope.ts'

/** How an event of a message begins as we write it, up to the message. */
const HEAD = new RegExp(
  [
    '\\{"id":"([\\w-]{1,64})"',
    '"type":"(message\\.created|message\\.updated)"',
    '"v":1',
    `"at":"(${AS_WE_WRITE_IT.source.slice(1, -1)})"`,
    '"conversationId":"([\\w-]{1,64})"',
    `"version":(${COUNT})`,
    '"data":',
  ].join(','),
  'y',
)

/** An event as it travels on the bus. */
export function writeBusEvent(event: BusEvent): string {
  const { id, type, at, conversationId, version, data } = event
  if (!(data instanceof PlainMessage) || conversationId === undefined || version === undefined)
    return JSON.stringify(event)
  const head = `{"id":${JSON.stringify(id)},"type":"${type}","v":1,"at":${JSON.stringify(at)}`
  return `${head},"conversationId":${JSON.stringify(conversationId)},"version":${version},"data":${data.json}}`
}

/**
 * The event that a bus payload holds, frozen with all of its parts; undefined when it holds none of this contract. Plain messages,
 * which most events tell of, are read in one look.
 */
export function readBusEvent(payload: string): BusEvent | undefined {
  return readPlainEvent(payload) ?? readAnyEvent(payload)
}

/** A plain message is not longer than this, and a regular expression has its limits. */
const LONGEST = 64 * 1024

function readPlainEvent(payload: string): BusEvent | undefined {
  if (payload.length > LONGEST) return undefined
  HEAD.lastIndex = 0
  const match = HEAD.exec(payload)
  if (match === null) return undefined
  const data = PlainMessage.read(payload, HEAD.lastIndex)
  if (data === undefined || HEAD.lastIndex + data.json.length + 1 !== payload.length || !payload.endsWith('}'))
    return undefined
  const [, id = '', type, at = '', conversationId = '', version] = match
  const isNew = type === 'message.created'
  return Object.freeze({
    id,
    type: isNew ? 'message.created' : 'message.updated',
    v: 1,
    at,
    conversationId,
    version: Number(version),
    data,
  })
}

function readAnyEvent(payload: string): BusEvent | undefined {
  try {
    const value: unknown = JSON.parse(payload)
    return isBusEvent(value) ? deepFreeze(value) : undefined
  } catch {
    // What is not JSON is no event either.
    return undefined
  }
}

/** Freezes a value of JSON and all of its parts. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof PlainMessage) return value
  for (const part of Object.values(value)) if (typeof part === 'object') deepFreeze(part)
  return Object.freeze(value)
}
