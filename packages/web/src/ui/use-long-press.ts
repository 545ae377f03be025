import { type MouseEvent, type PointerEvent, type TouchEvent, useEffect, useRef } from 'react'

/** How long a finger rests until it counts as a long press. Milliseconds; a little sooner than the browser's own. */
const REST_MS = 420
/** A finger that moves further than this scrolls. CSS pixels. */
const STILL = 10

interface Press {
  readonly x: number
  readonly y: number
  readonly timer: ReturnType<typeof setTimeout>
  /** Of what is listened to while the finger rests. */
  readonly listening: AbortController
}

/**
 * What a finger gets in place of a pointer that hovers: handlers for the element that it rests on. Links keep the browser's
 * own menu. No click follows a long press; where there is nothing to do for one, a slow tap is a tap.
 */
export function useLongPress(onLongPress: ((element: HTMLElement) => void) | undefined) {
  const press = useRef<Press | undefined>(undefined)
  const wasLong = useRef(false)
  const end = () => {
    clearTimeout(press.current?.timer)
    press.current?.listening.abort()
    press.current = undefined
  }
  useEffect(
    () => () => {
      clearTimeout(press.current?.timer)
      press.current?.listening.abort()
    },
    [],
  )
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      end()
      // A second finger enlarges.
      if (!event.isPrimary) return
      wasLong.current = false
      const { currentTarget, target, clientX: x, clientY: y } = event
      if (onLongPress === undefined || event.pointerType === 'mouse') return
      if (!(target instanceof Element) || target.closest('a') !== null) return
      // A finger that stops a list which moves means nothing else. The list takes no clicks itself then.
      if (target.closest('[style*="pointer-events: none"]') !== null) return
      const rested = () => {
        end()
        wasLong.current = true
        onLongPress(currentTarget)
      }
      const listening = new AbortController()
      // The second finger may come down on something else.
      window.addEventListener('pointerdown', end, { capture: true, signal: listening.signal })
      press.current = { x, y, timer: setTimeout(rested, REST_MS), listening }
    },
    onPointerMove({ clientX, clientY }: PointerEvent) {
      const from = press.current
      if (from !== undefined && Math.hypot(clientX - from.x, clientY - from.y) > STILL) end()
    },
    onPointerUp: end,
    onPointerCancel: end,
    onContextMenu(event: MouseEvent) {
      if (press.current !== undefined || wasLong.current) event.preventDefault()
    },
    onTouchEnd(event: TouchEvent) {
      // Otherwise a click follows, which would count as one beside what has been opened.
      if (wasLong.current) event.preventDefault()
    },
  }
}
