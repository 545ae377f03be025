import type { Message } from '@touchline/client'

/** A message as it is now, where it is among those that are here; else as it was. */
export function messageNow(messages: readonly Message[], message: Message): Message {
  // Messages are without a hole.
  return messages[message.seq - (messages[0]?.seq ?? 0)] ?? message
}
