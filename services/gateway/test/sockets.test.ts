import { waitFor } from '@touchline/testing'
import t from 'tap'
import { openAcademy, serversOf } from './academy.ts'

t.setTimeout(300_000)

t.test('three realtime replicas', async (t) => {
  const academy = await openAcademy(t, { replicas: { realtime: 3 }, parents: 12 })
  const people = Array.from({ length: 12 }, (_, index) => `parent${index}`)
  const { batchConversationId: conversationId } = academy

  for (const transport of ['polling', 'websocket'] as const) {
    for (const keepsCookies of transport === 'polling' ? [false, true] : [false]) {
      await t.test(`${transport} only, ${keepsCookies ? 'with' : 'without'} cookies`, async (t) => {
        const options = { transports: [transport], options: { withCredentials: keepsCookies, upgrade: false } }
        const sockets = await Promise.all(people.map((id) => academy.connect(id, options)))
        const lost: string[] = []
        for (const { socket } of sockets) socket.on('disconnect', (reason) => lost.push(reason))
        const answers = await Promise.all(
          sockets.map((socket, index) => socket.emitAck('message:send', { conversationId, content: `from ${index}` })),
        )
        t.ok(answers.every((answer) => JSON.stringify(answer).includes('"success":true')))
        for (const socket of sockets) {
          await waitFor('every message', () => socket.received('message:receive').length >= people.length, {
            timeoutMs: 60_000,
          })
        }
        t.same(lost, [], 'no session was broken')
        for (const socket of sockets) socket.close()
        const isOne = (line: Record<string, unknown>) => line.backend === 'realtime' && line.transport === transport
        await waitFor('all three replicas in the log', async () => (await serversOf(academy, isOne)).size === 3)
      })
    }
  }

  await t.test('a client that begins with polling moves to a WebSocket on the same replica', async (t) => {
    const socket = await academy.connect('asha', { transports: ['polling', 'websocket'] })
    const { engine } = socket.socket.io
    if (engine.transport.name !== 'websocket') await new Promise((resolve) => engine.once('upgrade', resolve))
    t.match(await socket.emitAck('message:send', { conversationId, content: 'upgraded' }), { success: true })
  })
})
