import { connectSocket, userToken } from '@touchline/testing'
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

t.test('a session is known by its id, also where another tab has changed the cookie', async (t) => {
  const { url } = await openAcademy(t, { replicas: { realtime: 2 } })
  const handshake = async () => {
    const { headers, body } = await rawRequest(url, HANDSHAKE)
    const sid = /"sid":"([^"]+)"/.exec(body)?.[1] ?? ''
    return { sid, server: sid.split('.')[1], cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' }
  }
  const tab = await handshake()
  let other = await handshake()
  while (other.server === tab.server) other = await handshake()
  t.not(other.cookie, tab.cookie)
  const { status } = await rawRequest(url, `${HANDSHAKE}&sid=${tab.sid}`, {
    method: 'POST',
    headers: { cookie: other.cookie },
    body: '3',
  })
  t.equal(status, 200)
})
