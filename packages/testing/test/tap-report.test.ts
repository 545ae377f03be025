import t from 'tap'
import { TapReport, totalsLine } from '../src/tap-report.ts'

function report(tap: string): { lines: string[]; totals: TapReport['totals'] } {
  const lines: string[] = []
  const reader = new TapReport((line) => lines.push(line))
  for (const chunk of tap.match(/[\s\S]{1,7}/g) ?? []) reader.write(chunk)
  reader.end()
  return { lines, totals: reader.totals }
}

t.test('totals are tap’s own, and absent when tap did not get to its end', async (t) => {
  const whole = 'TAP version 14\nok 1 - a\n1..1\n# { total: 11, pass: 5, fail: 3, todo: 1, skip: 2 }\n'
  t.same(report(whole).totals, { passed: 5, failed: 3, skipped: 3 })
  t.same(report('TAP version 14\nok 1 - a\n1..1\n# { total: 1, pass: 1 }\n').totals, {
    passed: 1,
    failed: 0,
    skipped: 0,
  })
  t.equal(report('TAP version 14\nok 1 - a\n').totals, undefined)
  const nested = '# Subtest: x\n    # { total: 9, pass: 9 }\n    ok 1 - y\n    1..1\nok 1 - x\n1..1\n'
  t.equal(report(`TAP version 14\n${nested}`).totals, undefined, 'not those that a test file prints')
})

t.test('a failure is shown once, with what the file said', async (t) => {
  const { lines } = report(`TAP version 14
# Subtest: some.test.ts
    # Subtest: inner
        ok 1 - fine
        not ok 2 - broken
          ---
          diff: |
            -1
            +2
          ...
        1..2
    not ok 1 - inner # time=3ms
    1..1
not ok 1 - some.test.ts # time=12.4ms
  ---
  exitCode: 1
  ...
1..1
`)
  t.same(lines, [
    '  ✖ some.test.ts > inner > broken',
    '    diff:\n      -1\n      +2',
    'FAIL some.test.ts  2 assertions 12 ms',
  ])
})

t.test('a file that failed without a failing assertion says why', async (t) => {
  const { lines } = report(`TAP version 14
# Subtest: slow.test.ts
    ok 1 - fine
    1..1
not ok 1 - slow.test.ts # time=120000ms
  ---
  signal: SIGTERM
  ...
1..1
`)
  t.same(lines, ['FAIL slow.test.ts  1 assertions 120000 ms', '  ✖ slow.test.ts', '    signal: SIGTERM'])
})

t.test('the last line', async (t) => {
  t.equal(totalsLine({ passed: 3, failed: 0, skipped: 0 }), '3 passed, 0 failed')
  t.equal(totalsLine({ passed: 3, failed: 1, skipped: 2 }), '3 passed, 1 failed, 2 skipped')
})
