import type { ConversationHandle, Message } from '@touchline/client'
import { useEffect, useState } from 'react'

/** What was asked for, by conversation, number and version: a row that comes into view again does not ask again. */
const asked = new WeakMap<ConversationHandle, Map<string, Promise<Message | undefined>>>()

/**
 * A message that another quotes: as it is held, else as the server has it if that is wanted. `version` is that of the
 * other, which changes with it. Undefined where it is not known, as while it cannot be read.
 */
export function useQuoted(
  chat: ConversationHandle,
  seq: number,
  { held, isWanted, version }: { held: Message | undefined; isWanted: boolean; version: number },
): Message | 'loading' | undefined {
  const [read, setRead] = useState<Message | 'loading' | undefined>('loading')
  const isMissing = held === undefined && isWanted
  useEffect(() => {
    if (!isMissing) return
    let isCurrent = true
    void messageOf(chat, seq, version).then((message) => isCurrent && setRead(message))
    return () => {
      isCurrent = false
    }
  }, [chat, seq, version, isMissing])
  return isMissing ? read : held
}

function messageOf(chat: ConversationHandle, seq: number, version: number): Promise<Message | undefined> {
  const ofChat = asked.get(chat) ?? new Map<string, Promise<Message | undefined>>()
  const key = `${seq} ${version}`
  asked.set(chat, ofChat)
  const asking =
    ofChat.get(key) ??
    chat.message(seq).catch(() => {
      // It is asked for again when the row is shown again.
      ofChat.delete(key)
      return undefined
    })
  ofChat.set(key, asking)
  return asking
}
