import type { Page } from 'playwright-core'

// The little of a browser's world that runs in the page; the library's own types would be there for every file of Node.
interface PageElement {
  readonly scrollHeight: number
  readonly clientHeight: number
  scrollTop: number
}
declare const document: { querySelectorAll(selectors: string): ArrayLike<PageElement> & Iterable<PageElement> }
declare function getComputedStyle(element: PageElement): { readonly overflowY: string }
declare function requestAnimationFrame(callback: (time: number) => void): void

/** What a scroll cost. Times in milliseconds, frames ascending. */
export interface ScrollCost {
  frames: number[]
  /** Elements of the document, at the most. */
  elements: number
  /** How far it went, in pixels, and how long it took. */
  pixels: number
  tookMs: number
}

interface ScrollOptions {
  direction: 'up' | 'down'
  pixelsPerFrame: number
}

/**
 * Scrolls the messages as a hard fling does, every frame a good part of a screen, until there is no more: upwards until
 * nothing older comes. Each frame is timed in the page, with everything that happens between two of them.
 */
export function scrollThrough(page: Page, options: ScrollOptions): Promise<ScrollCost> {
  return page.evaluate(inPage, options)
}

/** Runs in the page. */
async function inPage({ direction, pixelsPerFrame }: ScrollOptions): Promise<ScrollCost> {
  /** With nothing more to scroll for so long, the end has been reached. */
  const QUIET_MS = 3_000
  const scrollers = [...document.querySelectorAll('main *')].filter(
    (element) =>
      element.scrollHeight > 1.5 * element.clientHeight && /auto|scroll/.test(getComputedStyle(element).overflowY),
  )
  const scroller = scrollers.toSorted((one, other) => other.scrollHeight - one.scrollHeight)[0]
  if (scroller === undefined) throw new Error('nothing here scrolls')
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
  const frames: number[] = []
  let elements = 0
  let pixels = 0
  const start = await frame()
  let last = start
  let lastMoved = start
  while (last - lastMoved < QUIET_MS) {
    const before = scroller.scrollTop
    scroller.scrollTop += direction === 'up' ? -pixelsPerFrame : pixelsPerFrame
    const now = await frame()
    frames.push(now - last)
    last = now
    const moved = Math.abs(scroller.scrollTop - before)
    if (moved > 1) lastMoved = now
    pixels += Math.min(moved, pixelsPerFrame)
    if (frames.length % 10 === 0) elements = Math.max(elements, document.querySelectorAll('*').length)
  }
  return { frames: frames.toSorted((one, other) => one - other), elements, pixels, tookMs: lastMoved - start }
}
