import type { SendResult } from './commands.ts'
import { PlainMessage } from './entities/plain-message.ts'

/** The reply to `sendMessages`, whose messages are told on the bus too, and acknowledged, as the same JSON. */
interface SendReply {
  results: SendResult[]
}

const BEGIN = '{"results":['
const RESULT = '{"message":'
const CREATED = ',"created":true}'
const END = ']}'

/** The JSON of the reply. */
export function writeSendReply({ results }: SendReply): string {
  return `${BEGIN}${results.map(writeResult).join(',')}${END}`
}

function writeResult(result: SendResult): string {
  if (!('message' in result) || !result.created) return JSON.stringify(result)
  const { message } = result
  return message instanceof PlainMessage ? `${RESULT}${message.json}${CREATED}` : JSON.stringify(result)
}

/** Reads a reply of nothing but new plain messages, which most are; undefined for every other text. */
export function readPlainSendReply(text: string): SendReply | undefined {
  if (!text.startsWith(BEGIN)) return undefined
  const results: SendResult[] = []
  for (let at = BEGIN.length; text.startsWith(RESULT, at); ) {
    const message = PlainMessage.read(text, at + RESULT.length)
    if (message === undefined) return undefined
    at += RESULT.length + message.json.length
    if (!text.startsWith(CREATED, at)) return undefined
    at += CREATED.length
    results.push({ message, created: true })
    if (text[at] === ',') at += 1
    else return text.length === at + END.length && text.endsWith(END) ? { results } : undefined
  }
  return undefined
}
