import type { Participant, TouchlineClient } from '@touchline/client'
import { createContext, useContext } from 'react'
import { useStore } from '../use-store.ts'

export interface ChatContext {
  readonly client: TouchlineClient
  /** Who is signed in. */
  readonly userId: string
  readonly isDemo: boolean
  /** Somebody else was signed in on this page before. */
  readonly followsAnother: boolean
  onSignOut(): void
}

const Context = createContext<ChatContext | undefined>(undefined)

export const ChatProvider = Context.Provider

export function useChat(): ChatContext {
  const chat = useContext(Context)
  if (chat === undefined) throw new Error('Used outside of the chat')
  return chat
}

/** Who is signed in as the conversations show them; undefined while there is none to see them in. */
export function useMe(): Participant | undefined {
  const { client, userId } = useChat()
  const { conversations } = useStore(client.conversations)
  for (const { participants } of conversations) {
    const me = participants.find((participant) => participant.userId === userId)
    if (me !== undefined) return me
  }
  return undefined
}
