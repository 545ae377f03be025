/** Calls back when the device says that it is on a network again. Node does not say; there nothing is called. */
export function watchNetwork(online: () => void): () => void {
  const target: unknown = globalThis
  if (!(target instanceof EventTarget)) return () => {}
  target.addEventListener('online', online)
  return () => target.removeEventListener('online', online)
}
