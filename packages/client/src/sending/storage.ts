/** Where the queue of unsent messages survives a reload. Values are texts; a missing one is null or undefined. */
export interface TouchlineStorage {
  get(key: string): Promise<string | null | undefined> | string | null | undefined
  set(key: string, value: string): Promise<unknown> | unknown
  remove(key: string): Promise<unknown> | unknown
}

interface WebStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** `localStorage` or `sessionStorage` as storage for the client. */
export function webStorage(storage: WebStorage): TouchlineStorage {
  return {
    get: (key) => storage.getItem(key),
    set: (key, value) => storage.setItem(key, value),
    remove: (key) => storage.removeItem(key),
  }
}
