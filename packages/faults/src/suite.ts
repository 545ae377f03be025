/** The tests of `pnpm test:faults`, one for each seed. What is run is decided by the environment that `main.ts` sets. */
import t from 'tap'
import { repeatCommand, suiteOptions } from './options.ts'
import { runSeed } from './run-seed.ts'

const options = suiteOptions(process.env)
const { seed: first, seeds, minutes, messages, without } = options
const startedAt = Date.now()
let longestMs = 0
const sum = { seeds: 0, kills: 0, acknowledged: 0 }
t.setTimeout(0)

for (let seed = first; seed < first + seeds; seed += 1) {
  t.test(`seed ${seed}: nothing acknowledged is lost, doubled or out of order`, { timeout: 0 }, async (t) => {
    const seedStartedAt = Date.now()
    if (minutes !== undefined && seedStartedAt - startedAt + longestMs > minutes * 60_000) {
      console.log(`seed ${seed} left out: it would not end within ${minutes} minutes`)
      return
    }
    const seconds = () => ((Date.now() - seedStartedAt) / 1_000).toFixed(1)
    t.teardown(() => {
      if (!t.passing()) console.log(`Seed ${seed} failed. Repeat it with: ${repeatCommand(seed, options)}`)
    })
    const result = await runSeed(t, seed, {
      messages,
      without,
      // What is left of the time goes to mending and comparing.
      until: minutes === undefined ? Number.POSITIVE_INFINITY : startedAt + minutes * 60_000 * 0.6,
      note: (text) => console.log(`seed ${seed} ${seconds().padStart(6)} s  ${text}`),
    })
    t.same(result.problems, [])
    const { acknowledged, stored, kills, devices } = result
    console.log(
      `seed ${seed}: ${acknowledged} acknowledged of ${stored} stored, ${kills} kills, ${devices} devices, ${seconds()} s`,
    )
    sum.seeds += 1
    sum.kills += kills
    sum.acknowledged += acknowledged
    longestMs = Math.max(longestMs, Date.now() - seedStartedAt)
  })
}

t.test('some seed was run', async (t) => {
  console.log(`${sum.seeds} seeds: ${sum.acknowledged} acknowledged messages, ${sum.kills} kills`)
  t.ok(sum.seeds > 0)
})
