/**
 * Pictures of this device that are on their way, by the `clientId` of their message: they are shown from here until the
 * stored ones have come, so that nothing flickers.
 */
const previews = new Map<string, string>()
/** The most that are kept. */
const MOST = 20

export function keepPreview(clientId: string, url: string | undefined): void {
  if (url === undefined) return
  previews.set(clientId, url)
  for (const [oldest, oldestUrl] of previews) {
    if (previews.size <= MOST) break
    URL.revokeObjectURL(oldestUrl)
    previews.delete(oldest)
  }
}

export function previewOf(clientId: string | undefined): string | undefined {
  return clientId === undefined ? undefined : previews.get(clientId)
}
