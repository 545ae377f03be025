import type { AroundNavHandler } from 'wouter'

/** What the page notes on its entries of the browser's history. */
interface Entry {
  /** So many entries further back is the list; undefined where somebody came by an address. */
  readonly toList: number | undefined
  /** Stands for what is open above the page. */
  readonly isLayer: boolean
}

/** As much of `window` as is used. */
export interface HistoryWindow {
  /** Another window where this one is a frame of its page. */
  readonly parent: unknown
  readonly location: { readonly hash: string }
  readonly history: {
    readonly state: unknown
    pushState(state: unknown, unused: string): void
    replaceState(state: unknown, unused: string): void
    go(steps: number): void
  }
  addEventListener(type: 'popstate', listener: () => void): void
  setTimeout(act: () => void, ms: number): number
  clearTimeout(timer: number | undefined): void
}

/** Going back within the page takes milliseconds. What has taken this long does not come any more. */
const LEAVING_MS = 2000

/**
 * Keeps Back what people expect it to be, on a phone above all: it closes what is open above the page, then leaves the
 * conversation for the list, and then the chat. The router goes through `navigate`: to the list is a way back and no new
 * entry. What is open (a dialog, a menu, a picture) has one entry of its own as long as it is open, and none afterwards.
 *
 * In a frame all of this is left alone. The history there is one with the embedding page's, whose own entries cannot be
 * seen from here: a step back could take that page back instead of the chat. So the chat has one entry, which is replaced.
 */
export class PageHistory {
  readonly #window: HistoryWindow
  readonly #isFramed: boolean
  /** How to close what is open above the page, the uppermost last. */
  #layers: readonly (() => void)[] = []
  /** The browser is asked to go back and has not said yet that it did. */
  #isLeaving = false
  #deadline: number | undefined
  #afterwards: readonly (() => void)[] = []

  constructor(window: HistoryWindow) {
    this.#window = window
    this.#isFramed = window.parent !== window
    if (this.#isFramed) return
    window.addEventListener('popstate', () => this.#arrived())
    // The page was loaded anew while something was open.
    this.#settle()
  }

  /** To be given to the router, as what goes around each navigation. */
  readonly navigate: AroundNavHandler = (navigate, to, options) => {
    if (this.#isFramed) {
      if (to !== this.#path) navigate(to, { ...options, replace: true })
      return
    }
    if (this.#isLeaving || this.#entry.isLayer) {
      this.#afterwards = [...this.#afterwards, () => this.navigate(navigate, to, options)]
      if (!this.#isLeaving) this.#leaveLayer()
      return
    }
    const { toList } = this.#entry
    if (to === this.#path) return
    if (to !== '/') {
      const isReplaced = options?.replace === true
      const steps = toList === undefined || isReplaced ? toList : toList + 1
      navigate(to, { ...options, state: { toList: steps } })
    } else if (toList === undefined) {
      navigate(to, { ...options, replace: true })
    } else {
      this.#leave(toList, () => navigate(to, { ...options, replace: true }))
    }
  }

  /** Something is open above the page: Back calls `close`. Answers with what is to be called once it is closed, however. */
  opened(close: () => void): () => void {
    if (this.#isFramed) return () => {}
    this.#layers = [...this.#layers, close]
    this.#settleSoon()
    return () => {
      this.#layers = this.#layers.filter((other) => other !== close)
      this.#settleSoon()
    }
  }

  get #path(): string {
    return this.#window.location.hash.replace(/^#?\/?/, '/')
  }

  get #entry(): Entry {
    const { state } = this.#window.history
    const noted = typeof state === 'object' && state !== null ? state : {}
    const isLayer = 'isLayer' in noted && noted.isLayer === true
    const toList = 'toList' in noted && typeof noted.toList === 'number' ? noted.toList : undefined
    return { isLayer, toList: this.#path === '/' && !isLayer ? 0 : toList }
  }

  #arrived(): void {
    const wasAsked = this.#isLeaving
    this.#window.clearTimeout(this.#deadline)
    if (!wasAsked && !this.#entry.isLayer) this.#closeUppermost()
    this.#goOn()
  }

  #goOn(): void {
    this.#isLeaving = false
    const afterwards = this.#afterwards
    this.#afterwards = []
    for (const act of afterwards) act()
    this.#settle()
  }

  #closeUppermost(): void {
    const close = this.#layers.at(-1)
    this.#layers = this.#layers.slice(0, -1)
    close?.()
  }

  /** One thing is often closed for another to open, in the same go: a menu for a dialog. */
  #settleSoon(): void {
    queueMicrotask(() => this.#settle())
  }

  #settle(): void {
    if (this.#isLeaving) return
    const { isLayer, toList } = this.#entry
    const isOpen = this.#layers.length > 0
    if (isOpen && !isLayer) {
      this.#window.history.pushState({ isLayer: true, toList: toList === undefined ? undefined : toList + 1 }, '')
    } else if (!isOpen && isLayer) {
      this.#leaveLayer()
    }
  }

  #leaveLayer(): void {
    this.#leave(1, () => this.#window.history.replaceState({}, ''))
  }

  /** Asks the browser to go back. Where it does not, `instead` makes of the present entry what was wanted. */
  #leave(steps: number, instead: () => void): void {
    this.#isLeaving = true
    this.#deadline = this.#window.setTimeout(() => {
      instead()
      this.#goOn()
    }, LEAVING_MS)
    this.#window.history.go(-steps)
  }
}
