import { createVerifier } from 'fast-jwt'
import t from 'tap'
import { serviceToken, testSecret, userToken, waitFor } from '../src/index.ts'

const verify = createVerifier({ key: testSecret, algorithms: ['HS256'], allowedAud: 'touchline' })

t.test('tokens carry what the platform signs', async (t) => {
  const now = Math.floor(Date.now() / 1000)
  const user = verify(userToken('ada'))
  t.match(user, { sub: 'ada', aud: 'touchline' })
  t.ok(user.exp >= now + 3_600)
  t.notOk('scope' in user)
  t.match(verify(serviceToken()), { scope: 'directory' })
  t.match(verify(userToken('ada', { claims: { aud: ['other', 'touchline'] } })), { aud: ['other', 'touchline'] })
})

t.test('and can be made wrong in every way that a test needs', async (t) => {
  t.throws(() => verify(userToken('ada', { expiresInSeconds: -1 })), { code: 'FAST_JWT_EXPIRED' })
  t.throws(() => verify(userToken('ada', { audience: 'other' })), { code: 'FAST_JWT_INVALID_CLAIM_VALUE' })
  t.throws(() => verify(userToken('ada', { secret: `${testSecret}!` })), { code: 'FAST_JWT_INVALID_SIGNATURE' })
  t.notOk('sub' in verify(userToken('ada', { claims: { sub: undefined } })))
})

t.test('waitFor gives what it found, or says what it waited for and why it is not there', async (t) => {
  let looks = 0
  t.equal(
    await waitFor('the third look', () => {
      looks += 1
      return looks === 3 && 'seen'
    }),
    'seen',
  )
  const failing = waitFor('nothing', () => Promise.reject(new Error('broken')), { timeoutMs: 30 })
  await t.rejects(failing, { message: 'waited 30 ms for nothing', cause: { message: 'broken' } })
})
