import { inspect } from 'node:util'
import { Parser, type Result } from 'tap-parser'

/** tap's own totals: assertions, not files. */
export type Totals = { passed: number; failed: number; skipped: number }

/**
 * Reads the TAP of a whole run. A line for each test file when it has ended, every failure in full, whatever else was
 * printed as it was.
 */
export class TapReport {
  /** The totals that tap closes its run with; undefined until then, and when tap died before it. */
  totals: Totals | undefined

  readonly #parser = new Parser()
  readonly #print: (line: string) => void

  constructor(print: (line: string) => void) {
    this.#print = print
    this.#parser.on('comment', (text: string) => {
      this.totals = parseTotals(text) ?? this.totals
    })
    this.#parser.on('child', (file: Parser) => this.#watchFile(file))
    this.#parser.on('assert', (result: Result) => {
      if (!result.closingTestPoint) this.#printFailure(result)
    })
    this.#parser.on('bailout', (reason: string) => print(`Bail out! ${reason}`))
    this.#parser.on('extra', (text: string) => print(text.trimEnd()))
  }

  write(chunk: Buffer | string): void {
    this.#parser.write(chunk)
  }

  end(): void {
    this.#parser.end()
  }

  #watchFile(file: Parser): void {
    const counts = { assertions: 0, failures: 0 }
    this.#watch(file, counts)
    // The parent's test point for the file comes next, and only for this file: files are printed one after the other.
    this.#parser.once('assert', (result: Result) => {
      const reason = result.skip || result.todo
      const status = result.ok ? (reason ? 'skip' : 'ok  ') : 'FAIL'
      const time = result.time === null ? '' : ` ${Math.round(result.time)} ms`
      const note = typeof reason === 'string' ? ` (${reason})` : ''
      this.#print(`${status} ${result.name}  ${counts.assertions} assertions${time}${note}`)
      if (!result.ok && counts.failures === 0) this.#printFailure(result)
    })
  }

  #watch(parser: Parser, counts: { assertions: number; failures: number }): void {
    let failuresBefore = counts.failures
    parser.on('child', (child: Parser) => {
      failuresBefore = counts.failures
      this.#watch(child, counts)
    })
    parser.on('assert', (result: Result) => {
      if (!result.closingTestPoint) counts.assertions += 1
      if (result.ok || result.skip || result.todo) return
      // A subtest fails with what is in it, which has been printed; by itself when it timed out or broke its plan.
      const known = result.closingTestPoint && counts.failures > failuresBefore
      if (!known) this.#printFailure(result)
      counts.failures += 1
    })
    parser.on('extra', (text: string) => this.#print(text.trimEnd()))
  }

  #printFailure(result: Result): void {
    if (result.ok || result.skip || result.todo) return
    this.#print(`  ✖ ${result.fullname || result.name}`)
    const details: Record<string, unknown> = result.diag ?? {}
    for (const [name, value] of Object.entries(details)) {
      const text = typeof value === 'string' ? value.trimEnd() : inspect(value, { depth: 6, breakLength: 110 })
      this.#print(text.includes('\n') ? `    ${name}:\n${indent(text)}` : `    ${name}: ${text}`)
    }
  }
}

/** `# { total: 11, pass: 5, fail: 3, todo: 1, skip: 2 }`; tap leaves out what is zero. */
function parseTotals(comment: string): Totals | undefined {
  const body = /^# \{ (total: \d+.*) \}\s*$/.exec(comment)?.[1]
  if (body === undefined) return undefined
  const count = (name: string) => Number(new RegExp(`\\b${name}: (\\d+)`).exec(body)?.[1] ?? 0)
  return { passed: count('pass'), failed: count('fail'), skipped: count('skip') + count('todo') }
}

/** The line that a run ends with. */
export function totalsLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function indent(text: string): string {
  return text.replace(/^/gm, '      ')
}
