/** Texts that outlive a reload. Where the browser forbids storage, as in some embedded pages, they live with the page. */
export interface Kept {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** A browser's storage, or one in memory where it cannot be used. */
export function keptIn(storage: () => Kept): Kept {
  try {
    const found = storage()
    const probe = 'touchline:probe'
    found.setItem(probe, '')
    found.removeItem(probe)
    return found
  } catch {
    return inMemory()
  }
}

function inMemory(): Kept {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}
