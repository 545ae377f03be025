import { PlainMessage } from '@touchline/contracts'

/** What a Socket.IO packet of an event holds: `["name",…]`. The JSON of a plain message is at hand. */
export function eventJson(name: string, args: readonly unknown[]): string {
  const [payload] = args
  return payload instanceof PlainMessage && args.length === 1
    ? `["${name}",${payload.json}]`
    : JSON.stringify([name, ...args])
}

/** What a Socket.IO packet of an acknowledgement holds: `[reply]`. */
export function replyJson(reply: object): string {
  return 'message' in reply && reply.message instanceof PlainMessage && isSuccess(reply)
    ? `[{"success":true,"message":${reply.message.json}}]`
    : JSON.stringify([reply])
}

/** Whether there is nothing in it but a message and that it was stored. */
const isSuccess = (reply: object): boolean =>
  'success' in reply && reply.success === true && Object.keys(reply).length === 2
