import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectSocket, userToken, waitFor } from '@touchline/testing'
import t from 'tap'
import { openAcademy } from './academy.ts'
import { rawRequest } from './raw-request.ts'

t.setTimeout(300_000)

const DRAIN_SECONDS = 6
const HANDSHAKE = '/socket.io/?EIO=4&transport=polling'

t.test('who comes back with the cookie of a replica that drains is let in by another one', async (t) => {
  const academy = await openAcademy(t, { replicas: { realtime: 2 }, env: { DRAIN_SECONDS: String(DRAIN_SECONDS) } })
  const { services, url } = academy
  const handshake = async (cookie?: string) => {
    const { status, headers, body } = await rawRequest(url, HANDSHAKE, {
      headers: cookie === undefined ? {} : { cookie },
    })
    const sid = /"sid":"([^"]+)"/.exec(body)?.[1]
    return { status, sid, server: sid?.split('.')[1], cookie: headers['set-cookie']?.[0]?.split(';')[0] }
  }

  const first = await handshake()
  t.match(first.cookie, /^touchline=./)
  // Asked past the gateway, only the replica that began the session knows it.
  const asked = services.realtime.map(async (replica) => {
    const { status } = await rawRequest(replica.url, `${HANDSHAKE}&sid=${first.sid}`, { method: 'POST', body: '3' })
    return status === 200 ? [replica] : []
  })
  const [old] = (await Promise.all(asked)).flat()
  if (old === undefined) throw new Error('no replica knows the session')

  // Another tab has got the cookie of another replica: the session is known by its id.
  let other = await handshake()
  while (other.server === first.server) other = await handshake()
  t.not(other.cookie, first.cookie)
  const { status } = await rawRequest(url, `${HANDSHAKE}&sid=${first.sid}`, {
    method: 'POST',
    headers: { cookie: other.cookie ?? '' },
    body: '3',
  })
  t.equal(status, 200)

  // Keeps it draining until the last moment.
  for (let n = 0; n < 80; n += 1) await connectSocket(t, old.url, { token: userToken('asha'), timeoutMs: 60_000 })

  const ended = old.stop()
  await academy.untilUp('realtime', 1)
  const answers: Awaited<ReturnType<typeof handshake>>[] = []
  while (old.pid() !== undefined) {
    answers.push(await handshake(first.cookie))
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  t.equal(await ended, 0)
  t.ok(answers.length > 10)
  t.same(
    answers.filter(({ status, server }) => status !== 200 || server === first.server),
    [],
  )
  t.ok(
    answers.every(({ cookie }) => cookie !== undefined && cookie !== first.cookie),
    'and gets the cookie of that one',
  )
})

t.test('what is being uploaded while its replica is replaced arrives; a drain needs no Redis', async (t) => {
  const academy = await openAcademy(t, { replicas: { upload: 1 }, env: { DRAIN_SECONDS: '2' } })
  const [old] = academy.services.upload
  if (old === undefined) throw new Error('the replica is missing')
  const boundary = 'the-end-of-a-part'
  const sent = request(`${academy.url}/api/chat/conversations/${academy.batchConversationId}/upload`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${userToken('carl')}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
  })
  const response = once(sent, 'response')
  sent.write(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="schedule.csv"\r\n\r\n`)
  sent.write('Monday,18:00\n'.repeat(10_000))
  const begun = async () => (await academy.gateway.metric('haproxy_backend_current_sessions', 'proxy="upload"')) === 1
  await waitFor('the upload to have begun', begun)
  await academy.add('upload')
  const ended = old.stop()
  await academy.untilUp('upload', 1)
  // Past the notice and the drain: only what has been begun keeps it.
  await sleep(5_000)
  t.ok(old.pid() !== undefined)
  sent.end(`Tuesday,18:00\n\r\n--${boundary}--\r\n`)
  const [{ statusCode }] = await response
  t.equal(statusCode, 201)
  t.equal(await ended, 0)

  // Without Redis an instance that is told to end drains and ends as always.
  const sockets = await Promise.all([
    academy.connect('carl'),
    academy.connect('asha', { transports: ['polling'], options: { upgrade: false } }),
  ])
  const reasons = sockets.map(({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve)))
  await academy.redis.kill()
  const since = Date.now()
  const left = academy.services.all.filter((one) => one.pid() !== undefined)
  t.same(await Promise.all(left.map((one) => one.stop())), [0, 0, 0])
  // A notice of two seconds, a drain of two, and ten more until an instance that hangs is ended: with an exit code.
  t.ok(Date.now() - since < 14_000)
  t.same(await Promise.all(reasons), ['transport close', 'transport close'], 'after which clients come back')
})
