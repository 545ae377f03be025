import Type from 'typebox'
import './timestamp-format.ts'

/**
 * Text that Postgres can store and every client can show: no NUL and no lone surrogate. Lengths count code points.
 * `pattern` rather than a refinement, so that the generated OpenAPI and AsyncAPI documents say the same.
 */
const SAFE = '[^\\u0000\\p{Cs}]*'
const VISIBLE = '[^\\p{White_Space}\\p{C}\\p{Default_Ignorable_Code_Point}\\u2800]'

/** Any stored text, empty included. */
export const SafeText = (maxLength: number) => Type.String({ maxLength, pattern: `^${SAFE}$` })

/** Text with at least one visible character. */
export const VisibleText = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: `^(?=[\\s\\S]*${VISIBLE})${SAFE}$` })

/** A person's display name or a title: one line of 1–80 code points. Bidi controls are stripped when it is stored. */
export const NameText = Type.String({
  minLength: 1,
  maxLength: 80,
  pattern: `^(?=[\\s\\S]*${VISIBLE})[^\\p{Cc}\\p{Cs}\\u2028\\u2029]*$`,
})

/**
 * An identifier that the platform chose, for a person or a batch. No `@` and no `+`: identifiers are visible to other
 * people, so an address or a number must not serve as one.
 */
export const PlatformId = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: '^(?!__proto__$)[A-Za-z0-9._:|~-]+$',
  description: 'An identifier chosen by the platform',
})

/** An identifier that Touchline made. Opaque: one of another form is answered as one that does not exist. */
export const EntityId = Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\p{C}]{1,64}$' })

/** Made by the sender, unique among the sender's messages in a conversation; a repeated send is recognised by it. */
export const ClientId = Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\p{Cc}\\p{Cs}]*$' })

/** ISO 8601 in UTC with milliseconds. */
export const Timestamp = Type.String({ format: 'date-time' })

/** A position among a conversation's messages, contiguous from 1; 0 is before the first. */
export const Seq = Type.Integer({ minimum: 0, maximum: 2_147_483_647 })

/** Counts every change of a conversation or of one of its messages. */
export const Version = Type.Integer({ minimum: 0, maximum: 2_147_483_647 })

/** An object that refuses properties that it does not name. */
export const closed = <Properties extends Type.TProperties>(
  properties: Properties,
  options: Type.TObjectOptions = {},
) => Type.Object(properties, { additionalProperties: false, ...options })
