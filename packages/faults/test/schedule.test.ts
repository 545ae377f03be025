import t from 'tap'
import { randomFrom } from '../src/random.ts'
import { countKills, planFaults } from '../src/schedule.ts'

t.test('a seed always gives the same faults, another seed others', (t) => {
  t.same(planFaults(randomFrom(7)), planFaults(randomFrom(7)))
  t.notSame(planFaults(randomFrom(7)), planFaults(randomFrom(8)))
  t.end()
})

t.test('in every schedule each kind of process is killed, and twenty of them kill two hundred', (t) => {
  let kills = 0
  for (let seed = 1; seed <= 20; seed += 1) {
    const schedule = planFaults(randomFrom(seed))
    const victims = schedule.ends.flatMap(({ fault }) => (fault.kind === 'kill' ? fault.victims : []))
    const names = new Set(victims.map((victim) => ('server' in victim ? victim.server : victim.service)))
    t.same([...names].sort(), ['conversation', 'postgres', 'realtime', 'redis', 'upload'])
    kills += countKills(schedule)
  }
  t.ok(kills >= 200, `${kills} kills`)
  t.end()
})
