import type pg from 'pg'

/** A statement that is written anew each time would fill the memory of every connection: beyond these none is kept. */
const MOST_STATEMENTS = 200

/**
 * Gives every statement of a pool a name, by its text, so that Postgres parses and plans it once for a connection. Kysely,
 * which is handed the pool, names none.
 */
export function nameStatements(pool: pg.Pool): void {
  const names = new Map<string, string>()
  const nameOf = (text: string): string | undefined => {
    if (!names.has(text) && names.size < MOST_STATEMENTS) names.set(text, `read-${names.size}`)
    return names.get(text)
  }
  pool.on('connect', (client) => {
    const query: unknown = Reflect.get(client, 'query')
    if (typeof query !== 'function') return
    Reflect.set(client, 'query', (text: unknown, values: unknown, ...rest: unknown[]) => {
      const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined
      return Reflect.apply(
        query,
        client,
        name === undefined ? [text, values, ...rest] : [{ name, text, values }, ...rest],
      )
    })
  })
}
