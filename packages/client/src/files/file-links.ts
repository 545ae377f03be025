import type { Rest } from '../rest.ts'

/** The most addresses of one request. */
const MOST = 200
/** A link with less than this left is asked for anew. Milliseconds. */
const MARGIN_MS = 60_000

interface Link {
  readonly link: string
  readonly expiresAt: number
}

/** Short-lived links to files, asked for together and kept until shortly before they end. */
export class FileLinks {
  readonly #url: string
  readonly #rest: Rest
  readonly #known = new Map<string, Link>()
  #asking: { urls: Set<string>; done: Promise<void> } | undefined

  constructor({ url, rest }: { url: string; rest: Rest }) {
    this.#url = url
    this.#rest = rest
  }

  /** The links by the addresses they were asked for; an address that the person may not read has none. */
  async get(urls: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const missing = urls.filter((url) => !this.#isFresh(url))
    if (missing.length > 0) await this.#ask(missing)
    const links = new Map<string, string>()
    for (const url of urls) {
      const known = this.#known.get(url)
      if (known !== undefined && known.expiresAt > Date.now()) links.set(url, known.link)
    }
    return links
  }

  #isFresh(url: string): boolean {
    const known = this.#known.get(url)
    if (known === undefined) return false
    if (known.expiresAt - MARGIN_MS > Date.now()) return true
    this.#known.delete(url)
    return false
  }

  /** A list of pictures asks for each of them at once: what is asked for in one go is one request. */
  #ask(urls: readonly string[]): Promise<void> {
    const asking = this.#asking ?? { urls: new Set(), done: Promise.resolve().then(() => this.#request()) }
    this.#asking = asking
    for (const url of urls) asking.urls.add(url)
    return asking.done
  }

  async #request(): Promise<void> {
    const wanted = [...(this.#asking?.urls ?? [])]
    this.#asking = undefined
    for (let start = 0; start < wanted.length; start += MOST) {
      const reply = await this.#rest.call('createLinks', { body: { urls: wanted.slice(start, start + MOST) } })
      const expiresAt = Date.parse(reply.expiresAt)
      for (const [url, link] of Object.entries(reply.links)) {
        this.#known.set(url, { link: new URL(link, this.#url).href, expiresAt })
      }
    }
  }
}
