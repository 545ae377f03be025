import { userToken } from '@touchline/testing'
import t from 'tap'
import { openAcademy, type TestSocket } from './academy.ts'

const disconnected = ({ socket }: TestSocket) => new Promise<string>((resolve) => socket.once('disconnect', resolve))
const token = (expiresInSeconds: number, sub = 'anna') => userToken(sub, { expiresInSeconds })

t.test('a socket is told before its token expires and closed after, in a way that lets it come back', async (t) => {
  const { connect, conversation } = await openAcademy(t, { timing: { expiryWarning: 1_500 } })
  conversation.person('anna')
  const anna = await connect('anna', { token: token(3) })
  const closed = disconnected(anna)
  t.same(anna.received('session:expiring'), [])
  const { expiresAt } = await anna.next<{ expiresAt: string }>('session:expiring')
  const left = Date.parse(expiresAt) - Date.now()
  t.ok(left > 500 && left <= 1_500, `told ${left} ms before`)
  t.equal(await closed, 'transport close')
  t.ok(Math.abs(Date.now() - Date.parse(expiresAt)) < 500)
})

t.test('with less than the warning time left it is told at once; a far expiry overflows no timer', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.person('anna')
  const far = await connect('anna', { token: token(400 * 24 * 3_600) })
  const near = await connect('anna', { token: token(30) })
  await near.next('session:expiring')
  await far.emitAck('presence:get', { userIds: [] })
  t.same(far.received('session:expiring'), [])
  t.equal(far.socket.connected, true)
})

t.test('session:refresh goes on with a new token of the same person only', async (t) => {
  const { connect, conversation } = await openAcademy(t, { timing: { expiryWarning: 500 } })
  conversation.person('anna')
  conversation.person('ben')
  const anna = await connect('anna', { token: token(2) })
  const closed = disconnected(anna)
  const refresh = (with_: unknown) => anna.emitAck<object>('session:refresh', { token: with_ })
  for (const bad of [
    token(60, 'ben'),
    token(-1),
    'x',
    userToken('anna', { secret: 'another secret of 32 bytes or more' }),
  ]) {
    t.match(await refresh(bad), { code: 'UNAUTHENTICATED' })
  }
  const answer = await refresh(token(4))
  t.match(answer, { success: true, expiresAt: /^\d{4}-.*Z$/ })
  const told = await anna.next<{ expiresAt: string }>('session:expiring')
  t.match(answer, told)
  t.ok(Date.parse(told.expiresAt) - Date.now() <= 500)
  await closed
  t.equal(anna.received('session:expiring').length, 1)
})
