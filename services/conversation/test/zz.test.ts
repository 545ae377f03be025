import t from 'tap'
import { seedAcademy, startHarness } from './harness.ts'
import { send } from './actions.ts'
t.test('x', async (t) => {
  const harness = await startHarness(t, {LOG_LEVEL:'debug', RATE_LIMIT_SENDS_PER_SECOND: 1 })
  const { batchConversationId: id } = await seedAcademy(harness)
  const log = (x: string) => console.error(Date.now(), x)
  log('stop')
  await harness.redis.stop()
  log('stopped')
  await send(harness.as('quin'), id, 'still stored')
  log('sent')
  await harness.engine.close()
  log('engine closed')
  await harness.app.close()
  log('app closed')
})
