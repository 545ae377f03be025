import type { ConversationHandle, Message } from '@touchline/client'
import { useEffect, useState } from 'react'

/** What was asked for, by conversation and number: a row that comes into view again does not ask again. */
const asked = new WeakMap<ConversationHandle, Map<number, Promise<Message | undefined>>>()

/**
 * A message that another quotes: as it is held, else as the server has it if that is wanted. Undefined where it is not
 * known, and nothing is known of one that cannot be read just now.
 */
export function useQuoted(
  chat: ConversationHandle,
  seq: number,
  { held, isWanted }: { held: Message | undefined; isWanted: boolean },
): Message | 'loading' | undefined {
  const [read, setRead] = useState<Message | 'loading' | undefined>('loading')
  const isMissing = held === undefined && isWanted
  useEffect(() => {
    if (!isMissing) return
    let isCurrent = true
    void messageOf(chat, seq).then((message) => isCurrent && setRead(message))
    return () => {
      isCurrent = false
    }
  }, [chat, seq, isMissing])
  return isMissing ? read : held
}

function messageOf(chat: ConversationHandle, seq: number): Promise<Message | undefined> {
  const ofChat = asked.get(chat) ?? new Map<number, Promise<Message | undefined>>()
  asked.set(chat, ofChat)
  const asking =
    ofChat.get(seq) ??
    chat.message(seq).catch(() => {
      // It is asked for again when the row is shown again.
      ofChat.delete(seq)
      return undefined
    })
  ofChat.set(seq, asking)
  return asking
}
