interface Page {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string }
  readonly history: { replaceState(state: unknown, unused: string, url: string): void }
}

/**
 * The token that the platform put behind the address, as `…/#token=eyJ…`. It is taken out of the address at once, so that
 * it is neither shown, nor bookmarked, nor in the history.
 */
export function takeFragmentToken({ location, history }: Page): string | undefined {
  if (!location.hash.startsWith('#token=')) return undefined
  const parameters = new URLSearchParams(location.hash.slice(1))
  history.replaceState(null, '', `${location.pathname}${location.search}`)
  return parameters.get('token') || undefined
}

/** As much of `window` as is used. */
interface OpenPage extends Page {
  addEventListener(type: 'hashchange', listener: () => void): void
}

/**
 * Takes tokens also out of links that are opened where the page is already: the browser does not load it anew for what
 * changes behind `#`. To be called before anything else listens for addresses, so that nobody else sees the token.
 */
export function watchFragmentTokens(page: OpenPage, onToken: (token: string) => void): void {
  page.addEventListener('hashchange', () => {
    const token = takeFragmentToken(page)
    if (token !== undefined) onToken(token)
  })
}
