/** The page of the platform that this one is embedded in, where that is allowed. */
export interface ParentPage {
  /** Says that this page listens. */
  ready(): void
  /** Asks for a token: none is here, or the one that is here has come to its end. */
  askForToken(): void
}

/** As much of `window` as is used. */
interface EmbeddedWindow {
  readonly parent: { postMessage(message: unknown, targetOrigin: string): void }
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

interface ParentPageOptions {
  readonly window: EmbeddedWindow
  /** Origins as `https://academy.example`. */
  readonly allowedOrigins: readonly string[]
  onToken(token: string): void
}

/**
 * Talks with the embedding page by `postMessage`. What comes from another window or another origin is not read, and what is
 * said is said to the allowed origins only.
 */
export function connectParentPage({ window, allowedOrigins, onToken }: ParentPageOptions): ParentPage {
  window.addEventListener('message', ({ source, origin, data }) => {
    if (source !== window.parent || !allowedOrigins.includes(origin)) return
    if (isTokenMessage(data)) onToken(data.token)
  })
  const say = (type: string): void => {
    for (const origin of allowedOrigins) window.parent.postMessage({ type }, origin)
  }
  return { ready: () => say('touchline:ready'), askForToken: () => say('touchline:token-needed') }
}

function isTokenMessage(data: unknown): data is { token: string } {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    data.type === 'touchline:token' &&
    'token' in data &&
    typeof data.token === 'string'
  )
}

/** The origins whose pages may embed this one and hand over tokens, as the operator says. None where nothing is said. */
export async function fetchParentOrigins(): Promise<readonly string[]> {
  const response = await fetch('/web-config.json', { credentials: 'omit' })
  if (!response.ok) return []
  const body: unknown = await response.json()
  const origins = typeof body === 'object' && body !== null && 'parentOrigins' in body ? body.parentOrigins : undefined
  return Array.isArray(origins) ? origins.filter((origin) => typeof origin === 'string') : []
}
