import type { ConversationHandle } from '@touchline/client'
import { useCallback, useEffect, useRef } from 'react'
import type { Row } from './rows.ts'

interface JumpOptions {
  readonly chat: ConversationHandle
  readonly rows: readonly Row[]
  /** Brings a page of older messages; resolves with whether it came. */
  load(): Promise<boolean>
  /** Brings a row into view. */
  land(index: number, key: string): void
}

/** The way to a message for which older pages may have to come: until it is there, it can be given up. */
export function useJump({ chat, rows, load, land }: JumpOptions) {
  const jump = useRef<{ readonly seq: number }>(undefined)
  const arrive = useCallback(() => {
    const seq = jump.current?.seq
    const index = seq === undefined ? -1 : rows.findIndex(({ message }) => message?.seq === seq)
    const key = rows[index]?.key
    if (key === undefined) return
    jump.current = undefined
    land(index, key)
  }, [rows, land])
  useEffect(arrive, [arrive])
  const giveUp = useCallback(() => {
    jump.current = undefined
  }, [])
  const show = (seq: number) => {
    const own = { seq }
    jump.current = own
    arrive()
    const goOn = async () => {
      while (jump.current === own && isOlder(chat, seq)) {
        if (!(await load()) && jump.current === own) giveUp()
      }
    }
    void goOn()
  }
  return { show, giveUp }
}

function isOlder(chat: ConversationHandle, seq: number): boolean {
  const { messages, hasOlder } = chat.getSnapshot()
  return hasOlder && seq < (messages[0]?.seq ?? 0)
}
