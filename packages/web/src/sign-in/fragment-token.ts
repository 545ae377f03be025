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
