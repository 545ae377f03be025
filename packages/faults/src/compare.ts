/** The first place where two values differ, as `participants.2.lastReadSeq: 4 instead of 5`; undefined where they are equal. */
export function difference(actual: unknown, expected: unknown, path = ''): string | undefined {
  if (Object.is(actual, expected)) return undefined
  if (!isRecord(actual) || !isRecord(expected)) return `${path}: ${short(actual)} instead of ${short(expected)}`
  if (Array.isArray(actual) && Array.isArray(expected) && actual.length !== expected.length) {
    return `${path}.length: ${actual.length} instead of ${expected.length}`
  }
  const keys = new Set([...Object.keys(actual), ...Object.keys(expected)])
  for (const key of keys) {
    const found = difference(actual[key], expected[key], path === '' ? key : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function short(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200)
}
