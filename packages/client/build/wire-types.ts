import {
  BatchSummary,
  Contact,
  Conversation,
  errors,
  Finding,
  Message,
  Participant,
  Reader,
  ReplyQuote,
  StoredFile,
} from '@touchline/contracts'

/** What the package shows of the contract. */
const named = { Message, Conversation, Participant, StoredFile, ReplyQuote, Reader, Contact, BatchSummary, Finding }

export const wireTypeNames = [...Object.keys(named), 'ErrorCode']

/** As much of JSON Schema as the contract's entities are made of. */
interface Schema {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
}

/**
 * The types of the contract as plain declarations. Those that TypeScript infers from the schemas need TypeBox to be read,
 * and show themselves in an editor as what they were computed from.
 */
export function wireTypes(): string {
  const names = new Map<unknown, string>(Object.entries(named).map(([name, schema]) => [schema.properties, name]))
  const codes = Object.entries(errors).map(([code, { text }]) => `${comment(text)}  | '${code}'`)
  return [
    ...Object.entries<Schema>(named).map(([name, schema]) => `export interface ${name} ${fields(schema, names)}\n`),
    `export type ErrorCode =\n${codes.join('\n')}\n`,
  ].join('\n')
}

function typeOf(schema: Schema, names: ReadonlyMap<unknown, string>): string {
  const name = names.get(schema.properties)
  if (schema.properties !== undefined) return name ?? fields(schema, names)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.anyOf !== undefined) return schema.anyOf.map((each) => typeOf(each, names)).join(' | ')
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.items !== undefined) return `${typeOf(schema.items, names)}[]`
  if (schema.type === 'integer') return 'number'
  if (['string', 'boolean', 'number', 'null'].includes(schema.type ?? '')) return String(schema.type)
  throw new Error(`No type for ${JSON.stringify(schema)}`)
}

function fields({ properties = {}, required = [] }: Schema, names: ReadonlyMap<unknown, string>): string {
  const lines = Object.entries(properties).map(([key, schema]) => {
    const text = schema.properties === undefined ? schema.description : undefined
    return `${comment(text)}  ${key}${required.includes(key) ? '' : '?'}: ${typeOf(schema, names)}`
  })
  return `{\n${lines.join('\n')}\n}`
}

function comment(text: string | undefined): string {
  return text === undefined ? '' : `  /** ${text.charAt(0).toUpperCase()}${text.slice(1)}. */\n`
}
