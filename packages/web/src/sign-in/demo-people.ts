/** Somebody of the demo academy, with a token to be them. */
export interface DemoPerson {
  readonly id: string
  readonly displayName: string
  readonly role: string
  readonly token: string
}

/**
 * The people of the demo academy; undefined where there is none, as in production.
 *
 * @throws when the server cannot be reached or answers neither with them nor with 404
 */
export async function fetchDemoPeople(): Promise<readonly DemoPerson[] | undefined> {
  const response = await fetch('/demo/people', { credentials: 'omit', cache: 'no-store' })
  if (response.status === 404) return undefined
  if (!response.ok) throw new Error(`The server answered ${response.status}`)
  const body: unknown = await response.json()
  const people = typeof body === 'object' && body !== null && 'people' in body ? body.people : undefined
  return Array.isArray(people) ? people.filter(isDemoPerson) : undefined
}

function isDemoPerson(value: unknown): value is DemoPerson {
  if (typeof value !== 'object' || value === null) return false
  return ['id', 'displayName', 'role', 'token'].every((key) => typeof Reflect.get(value, key) === 'string')
}
