import { AS_WE_WRITE_IT } from '../timestamp-format.ts'
import type { Message } from './message.ts'

/** What a plain message is made of: a text that replies to nothing and was not changed. */
export type PlainFields = Omit<Message, 'file' | 'replyTo' | 'editedAt' | 'deletedAt'>

/** A JSON string's inside, as `JSON.stringify` writes all but control characters and lone surrogates. */
const TEXT = '[^"\\\\\\x00-\\x1f]*(?:\\\\["\\\\bfnrt][^"\\\\\\x00-\\x1f]*)*'
/** Narrower than `EntityId`, `PlatformId` and `ClientId`: what has another form is read as any JSON is. */
const ENTITY = '[\\w-]{1,64}'
const PLATFORM = '[A-Za-z0-9.:|~-][\\w.:|~-]{0,127}'
const CLIENT = '[\\w.:|~-]{1,64}'
export const COUNT = '0|[1-9]\\d{0,8}'
const TIME = AS_WE_WRITE_IT.source.slice(1, -1)

/** Fields in the order in which they are written. */
const MESSAGE = new RegExp(
  [
    `\\{"_id":"(${ENTITY})"`,
    `"conversationId":"(${ENTITY})"`,
    `"seq":(${COUNT})`,
    `"version":(${COUNT})`,
    `"senderId":"(${PLATFORM})"`,
    `"senderName":"(${TEXT})"`,
    '"messageType":"text"',
    `"content":"(${TEXT})"`,
    `(?:"clientId":"(${CLIENT})",)?"createdAt":"(${TIME})"\\}`,
  ].join(','),
  'y',
)

/**
 * A plain message together with its JSON, frozen: most messages are such, and one is handed on to many. It is written once, and
 * read without being taken apart and checked piece by piece. To whoever does not ask for `json` it is a message like any other.
 */
export class PlainMessage implements Message {
  readonly _id: string
  readonly conversationId: string
  readonly seq: number
  readonly version: number
  readonly senderId: string
  readonly senderName: string
  readonly messageType = 'text'
  readonly content: string
  readonly clientId?: string
  readonly createdAt: string
  readonly #json: string

  /** `json` is what `JSON.stringify` makes of the fields. */
  constructor(fields: PlainFields, json = JSON.stringify(fields)) {
    this._id = fields._id
    this.conversationId = fields.conversationId
    this.seq = fields.seq
    this.version = fields.version
    this.senderId = fields.senderId
    this.senderName = fields.senderName
    this.content = fields.content
    if (fields.clientId !== undefined) this.clientId = fields.clientId
    this.createdAt = fields.createdAt
    this.#json = json
    Object.freeze(this)
  }

  get json(): string {
    return this.#json
  }

  /**
   * Reads what begins at this place of a text, where it is the JSON of a plain message as we write it; undefined for everything else,
   * although it may well be a message. What is read has the shape of `Message`. It ends at `at + json.length`.
   */
  static read(text: string, at: number): PlainMessage | undefined {
    MESSAGE.lastIndex = at
    const match = MESSAGE.exec(text)
    if (match === null) return undefined
    const [
      json,
      _id = '',
      conversationId = '',
      seq,
      version,
      senderId = '',
      name = '',
      content = '',
      clientId,
      createdAt = '',
    ] = match
    return new PlainMessage(
      {
        _id,
        conversationId,
        seq: Number(seq),
        version: Number(version),
        senderId,
        senderName: unescaped(name),
        messageType: 'text',
        content: unescaped(content),
        ...(clientId === undefined ? {} : { clientId }),
        createdAt,
      },
      json,
    )
  }
}

const unescaped = (inside: string): string => (inside.includes('\\') ? String(JSON.parse(`"${inside}"`)) : inside)
