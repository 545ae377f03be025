import type { ConversationHandle, ConversationSnapshot } from '@touchline/client'
import { ArrowDown } from 'lucide-react'
import {
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useText } from '../i18n/use-text.ts'
import { canBeLooking } from '../ui/can-be-looking.ts'
import styles from './message-list.module.css'
import type { Row } from './rows.ts'
import { useJump } from './use-jump.ts'
import { type OlderPages, useOlderPages } from './use-older-pages.ts'

/** Nearer to its end than this, the list follows what comes. Pixels. */
const NEAR_END = 80
/** Nearer to its beginning than this, older messages are asked for. Pixels. */
const NEAR_START = 900
/** Whoever has more messages unread than this begins at the end; older pages are not read for it. */
const MOST_UNREAD = 500
const scrollKeys = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' '])

export interface MessageListHandle {
  /** Brings a message into view and marks it for a moment, reading older pages until it is there. */
  show(seq: number): void
  toEnd(): void
  /** Whether it stays at its end when messages come in. */
  followsEnd(): boolean
  isDividerInView(): boolean
}

interface RowState {
  /** The one row that the Tab key reaches. */
  readonly isActive: boolean
  /** Was just jumped to. `again` takes turns with `once`, so that each jump can be seen. */
  readonly shown: 'once' | 'again' | undefined
}

interface MessageListProps {
  readonly ref: Ref<MessageListHandle>
  readonly chat: ConversationHandle
  readonly snapshot: ConversationSnapshot
  readonly rows: readonly Row[]
  /** How far the person has read. */
  readonly readSeq: number
  /** Where the "new messages" divider stands; what is after it was unread on opening. */
  readonly dividerAfter: number | undefined
  readonly label: string
  row(row: Row, state: RowState): React.ReactElement
  /** Stands below the messages, beside the way to the latest. */
  readonly foot: React.ReactNode
}

/** The messages, of which only those in view are in the document. Arrow keys go from one to the next. */
export function MessageList(props: MessageListProps) {
  const { ref, chat, snapshot, rows, readSeq, dividerAfter, label, row, foot } = props
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const [activeKey, setActiveKey] = useState<string>()
  const [shown, setShown] = useState<{ key: string; state: 'once' | 'again' }>()
  const [isAtEnd, setIsAtEnd] = useState(true)
  const followsEnd = useRef(true)
  const lastOffset = useRef(0)
  const isOpened = useRef(false)
  const text = useText()
  const { hasOlder, isLoadingOlder, messages, conversation } = snapshot
  const isEmpty = rows.length === 0
  const isReadOnly = conversation?.readOnly === true
  const isPrepend = useIsPrepend(rows)
  const activeIndex = useMemo(
    () => (activeKey === undefined ? -1 : rows.findLastIndex(({ key }) => key === activeKey)),
    [rows, activeKey],
  )
  const focusable = activeIndex < 0 ? rows.length - 1 : activeIndex

  const older = useOlderPages(chat)
  const { isAsked, hasJustFailed, load } = older

  const markSeen = useCallback(() => {
    const handle = list.current
    if (handle === null || !canBeLooking()) return
    const bottom = handle.scrollOffset + handle.viewportSize - 8
    const last = rows[Math.min(handle.findItemIndex(bottom), rows.length - 1)]
    const seen = last?.message ?? (last?.outgoing === undefined ? undefined : messages.at(-1))
    if (seen !== undefined && seen.seq > readSeq) chat.markRead(seen._id)
  }, [chat, rows, messages, readSeq])

  const look = useCallback(() => {
    const handle = list.current
    if (handle === null || !isOpened.current) return
    const isNearEnd = handle.scrollSize - handle.scrollOffset - handle.viewportSize < NEAR_END
    // When several come at once the end is away for a moment; only who scrolls up leaves it.
    if (isNearEnd) followsEnd.current = true
    else if (handle.scrollOffset < lastOffset.current - 1) followsEnd.current = false
    lastOffset.current = handle.scrollOffset
    setIsAtEnd(followsEnd.current)
    if (handle.scrollOffset < NEAR_START && hasOlder && !isAsked && !hasJustFailed()) void load()
    markSeen()
  }, [hasOlder, isAsked, hasJustFailed, load, markSeen])

  const land = useCallback((index: number, key: string) => {
    followsEnd.current = false
    list.current?.scrollToIndex(index, { align: 'center' })
    setShown((before) => ({ key, state: before?.state === 'once' ? 'again' : 'once' }))
  }, [])
  const { show, giveUp } = useJump({ chat, rows, load, land })

  const toEnd = useCallback(() => {
    giveUp()
    followsEnd.current = true
    list.current?.scrollToIndex(rows.length - 1, { align: 'end' })
  }, [rows.length, giveUp])

  const isDividerInView = useCallback(() => isInView(scroller.current, '[data-divider]'), [])
  const comeBack = useCallback(() => {
    const index = rows.findIndex(({ startsUnread }) => startsUnread)
    const isUnread = (rows[index]?.message?.seq ?? 0) > readSeq
    // What came meanwhile is more than a screen: it is read from its beginning.
    if (document.visibilityState === 'visible' && followsEnd.current && isUnread && !isDividerInView()) {
      followsEnd.current = false
      list.current?.scrollToIndex(index, { align: 'start' })
    } else look()
  }, [rows, readSeq, isDividerInView, look])

  useOpening({ list, rows, snapshot, dividerAfter, followsEnd, isOpened, older })
  useFollowing({ list, scroller, rows, followsEnd, giveUp })
  useSeenAgain(look, comeBack)
  useLayoutEffect(look, [look])

  useImperativeHandle(ref, () => ({
    show,
    toEnd,
    followsEnd: () => followsEnd.current,
    isDividerInView,
  }))

  // Who goes elsewhere is not brought to a message that comes later. At the very beginning no scrolling tells of it.
  const goElsewhere = () => {
    giveUp()
    look()
  }

  const move = (event: React.KeyboardEvent) => {
    if (scrollKeys.has(event.key)) giveUp()
    if (!(event.target instanceof HTMLElement) || event.target.closest('[data-row]') !== event.target) return
    const next = nextIndex(event.key, focusable, rows.length)
    const key = rows[next ?? -1]?.key
    if (next === undefined || key === undefined) return
    event.preventDefault()
    setActiveKey(key)
    list.current?.scrollToIndex(next, { align: 'nearest' })
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)?.focus(),
    )
  }

  const unreadCount = conversation?.unreadCount ?? 0
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a feed, but for one without a message, which may not be called so */}
      <div
        ref={scroller}
        className={styles.scroller}
        {...(isEmpty ? {} : { role: 'feed', 'aria-label': label, 'aria-busy': isLoadingOlder })}
        onKeyDown={move}
        onWheel={goElsewhere}
        onTouchMove={goElsewhere}
        onPointerDown={({ target, currentTarget }) => {
          // The bar at its side.
          if (target === currentTarget) giveUp()
        }}
        onAnimationEnd={({ target }) => {
          // Otherwise it would be marked once more when it comes into view again.
          if (target instanceof HTMLElement && target.closest('[data-shown]') !== null) setShown(undefined)
        }}
        onFocus={(event) => setActiveKey(event.target.closest<HTMLElement>('[data-row]')?.dataset.row)}
      >
        <div className={styles.spacer}>
          {isEmpty && !hasOlder && <p>{text(isReadOnly ? 'messages.noneEver' : 'messages.none')}</p>}
        </div>
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          data={rows}
          shift={isPrepend}
          keepMounted={focusable >= 0 ? [focusable] : []}
          onScroll={look}
        >
          {(item, index) => (
            <div key={item.key} className={styles.item} data-last={index === rows.length - 1}>
              {row(item, { isActive: index === focusable, shown: item.key === shown?.key ? shown.state : undefined })}
            </div>
          )}
        </Virtualizer>
      </div>
      <div className={styles.foot}>
        {foot}
        {!isAtEnd && (
          <button type="button" className={styles.jump} onClick={toEnd}>
            <ArrowDown size={16} aria-hidden="true" />
            {text('messages.toLatest')}
            {unreadCount > 0 && (
              <span className={styles.count}>
                <span aria-hidden="true">{unreadCount > 99 ? '99+' : unreadCount}</span>
                <span className="visually-hidden"> {text('list.unread', { count: unreadCount })}</span>
              </span>
            )}
          </button>
        )}
      </div>
    </>
  )
}

/** Whether an element of the list is in the part of it that is seen. */
function isInView(scroller: HTMLElement | null, selector: string): boolean {
  const [area, place] = [scroller, scroller?.querySelector(selector)].map((element) => element?.getBoundingClientRect())
  return area !== undefined && place !== undefined && place.bottom > area.top && place.top < area.bottom
}

/** Whether rows came in before those that were shown: the list then keeps its place from the end. */
function useIsPrepend(rows: readonly Row[]): boolean {
  const [seen, setSeen] = useState<{ rows: readonly Row[]; isPrepend: boolean }>({ rows, isPrepend: false })
  if (seen.rows === rows) return seen.isPrepend
  const [before, now] = [seen.rows[0]?.message?.seq, rows[0]?.message?.seq]
  const isPrepend = before !== undefined && now !== undefined && now < before
  setSeen({ rows, isPrepend })
  return isPrepend
}

interface Opening extends Pick<MessageListProps, 'rows' | 'snapshot' | 'dividerAfter'> {
  readonly list: React.RefObject<VirtualizerHandle | null>
  readonly followsEnd: React.RefObject<boolean>
  /** The list is where it begins: what is in view has been looked at. */
  readonly isOpened: React.RefObject<boolean>
  readonly older: OlderPages
}

/** Begins at the first unread message, for which older pages may have to come, or at the end. */
function useOpening({ list, rows, snapshot, dividerAfter, followsEnd, isOpened, older }: Opening): void {
  const { messages, conversation, hasOlder } = snapshot
  const { isAsked, hasJustFailed, load } = older
  const firstSeq = messages[0]?.seq ?? 0
  const unread = (conversation?.lastSeq ?? 0) - (dividerAfter ?? 0)
  const isMissing = dividerAfter !== undefined && unread <= MOST_UNREAD && hasOlder && firstSeq > dividerAfter + 1
  useLayoutEffect(() => {
    if (isOpened.current || rows.length === 0) return
    if (isMissing && !hasJustFailed()) {
      followsEnd.current = false
      if (!isAsked) void load()
      return
    }
    isOpened.current = true
    const index = rows.findIndex(({ startsUnread }) => startsUnread)
    followsEnd.current = index < 0
    if (index < 0) list.current?.scrollToIndex(rows.length - 1, { align: 'end' })
    else list.current?.scrollToIndex(index, { align: 'start' })
  }, [list, rows, isMissing, isAsked, hasJustFailed, followsEnd, isOpened, load])
}

interface Following {
  readonly list: React.RefObject<VirtualizerHandle | null>
  readonly scroller: React.RefObject<HTMLDivElement | null>
  readonly rows: readonly Row[]
  readonly followsEnd: React.RefObject<boolean>
  giveUp(): void
}

/** Stays at the end when messages come in, when one's own is sent, and when the keyboard takes half of the screen. */
function useFollowing({ list, scroller, rows, followsEnd, giveUp }: Following): void {
  const last = rows.at(-1)
  const lastKey = last?.key
  const isOwnNew = last?.outgoing !== undefined
  const count = useRef(rows.length)
  count.current = rows.length
  useLayoutEffect(() => {
    if (lastKey === undefined || !(followsEnd.current || isOwnNew)) return
    if (isOwnNew) giveUp()
    followsEnd.current = true
    list.current?.scrollToIndex(count.current - 1, { align: 'end' })
  }, [lastKey, isOwnNew, list, followsEnd, giveUp])
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      if (followsEnd.current) list.current?.scrollToIndex(count.current - 1, { align: 'end' })
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [list, scroller, followsEnd])
}

/** What is in view counts as read once somebody can be looking at it. */
function useSeenAgain(look: () => void, comeBack: () => void): void {
  useEffect(() => {
    window.addEventListener('focus', look)
    document.addEventListener('visibilitychange', comeBack)
    return () => {
      window.removeEventListener('focus', look)
      document.removeEventListener('visibilitychange', comeBack)
    }
  }, [look, comeBack])
}

function nextIndex(key: string, index: number, length: number): number | undefined {
  if (key === 'ArrowUp') return Math.max(0, index - 1)
  if (key === 'ArrowDown') return Math.min(length - 1, index + 1)
  if (key === 'PageUp') return Math.max(0, index - 10)
  if (key === 'PageDown') return Math.min(length - 1, index + 10)
  if (key === 'Home') return 0
  return key === 'End' ? length - 1 : undefined
}
