import type { Conversation, Message } from '@touchline/contracts'

/** Everything that changes what the client knows of a conversation. */
export type ConversationEvent =
  /** One message as it is now: received, changed, or acknowledged. */
  | { readonly type: 'message'; readonly message: Message }
  /**
   * The conversation as it is now. `isChange`: its version is the change that is told, as in `conversation:updated`;
   * otherwise it may be that of a message, which this says nothing of.
   */
  | { readonly type: 'conversation'; readonly conversation: Conversation; readonly isChange: boolean }
  /** What `sync` answered for a version that the client named. Read at one moment. */
  | {
      readonly type: 'synced'
      readonly since: number
      readonly conversation: Conversation
      readonly messages: readonly Message[]
      readonly hasMore: boolean
    }
  /** A page of `changes`, in version order. */
  | {
      readonly type: 'changes'
      readonly since: number
      readonly messages: readonly Message[]
      readonly version: number
      readonly hasMore: boolean
    }
  /** An older page was asked for; it came, in ascending order and ending before the window; it did not come. */
  | { readonly type: 'older:asked' }
  | { readonly type: 'older'; readonly messages: readonly Message[] }
  | { readonly type: 'older:failed' }
  | { readonly type: 'read'; readonly userId: string; readonly lastReadSeq: number }
  | { readonly type: 'delivered'; readonly userId: string; readonly lastDeliveredSeq: number }
  /** The viewer read up to here, on this device; later it was stored, or refused for good. */
  | { readonly type: 'read:here'; readonly seq: number }
  | { readonly type: 'read:settled'; readonly seq: number }

/** What is missing, and where to get it: `GET …/changes?since=`, `GET …/conversations/:id`, or neither. */
export type Need = { readonly changesSince: number } | { readonly conversation: true } | undefined
