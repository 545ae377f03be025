import type { ConversationHandle, Message, ReplyQuote } from '@touchline/client'
import { useChat } from '../chat/chat-context.tsx'
import { useText } from '../i18n/use-text.ts'
import { shortText } from './hidden.ts'
import styles from './quote.module.css'
import { useQuoted } from './use-quoted.ts'

interface QuoteProps {
  readonly chat: ConversationHandle
  readonly replyTo: ReplyQuote | Message
  /** The message itself, where it is among those that are here. */
  readonly quoted: Message | undefined
  /** Of the reply, which changes with what it quotes. */
  readonly version: number
  readonly isFocusable: boolean
  onShow(): void
}

/** What a message replies to; goes there. */
export function Quote({ chat, replyTo, quoted, version, isFocusable, onShow }: QuoteProps) {
  const { userId } = useChat()
  const text = useText()
  const name = replyTo.senderId === userId ? text('message.you') : replyTo.senderName
  return (
    <button type="button" className={styles.quote} onClick={onShow} tabIndex={isFocusable ? 0 : -1}>
      <span className="visually-hidden">{text('quote.inReplyTo')} </span>
      <bdi className={styles.name}>{name}</bdi>
      <Excerpt chat={chat} replyTo={replyTo} quoted={quoted} version={version} />
    </button>
  )
}

/** What the message says now, which a reply is told of: its text, else its file, else that it is gone. */
function Excerpt({ chat, replyTo, quoted, version }: Pick<QuoteProps, 'chat' | 'replyTo' | 'quoted' | 'version'>) {
  const text = useText()
  const told = 'excerpt' in replyTo ? replyTo.excerpt : replyTo.content
  // An excerpt without text says nothing of whether there is a file, or nothing any more.
  const original = useQuoted(chat, replyTo.seq, { held: quoted, isWanted: told === '', version })
  if (original === 'loading') return <span className={styles.excerpt}>…</span>
  if (original?.deletedAt !== undefined) return <em className={styles.excerpt}>{text('message.deleted')}</em>
  const said = shortText(told, text('hidden.pill'))
  return <bdi className={styles.excerpt}>{said === '' ? (original?.file?.name ?? text('message.noText')) : said}</bdi>
}
