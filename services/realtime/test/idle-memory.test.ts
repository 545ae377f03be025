import { IncomingMessage } from 'node:http'
import { getHeapSpaceStatistics, queryObjects } from 'node:v8'
import { waitFor } from '@touchline/testing'
import t from 'tap'
import { MemoryRelief } from '../src/memory-relief.ts'
import { openAcademy } from './academy.ts'

const newSpace = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0

t.test('a connection does not hold on to the request that it began with', async (t) => {
  const { connect, conversation } = await openAcademy(t)
  conversation.person('anna')
  await connect('anna')
  const before = queryObjects(IncomingMessage, { format: 'count' })
  const sockets = await Promise.all(Array.from({ length: 20 }, () => connect('anna', { transports: ['websocket'] })))
  const held = queryObjects(IncomingMessage, { format: 'count' }) - before
  t.ok(held < 5, `${held} for 20 connections`)
  for (const socket of sockets)
    t.same(await socket.emitAck('presence:get', { userIds: [] }), { success: true, online: [] })
})

t.test('what a storm of handshakes took is given back once it is over', async (t) => {
  const relief = new MemoryRelief()
  t.teardown(() => relief.close())
  let kept: object[] = []
  for (let round = 0; newSpace() < 16 * 2 ** 20 && round < 5_000; round += 1) {
    kept = Array.from({ length: 20_000 }, (_, nth) => ({ nth }))
  }
  const grown = newSpace()
  t.ok(grown >= 16 * 2 ** 20 && kept.length > 0, `grown to ${grown} bytes`)
  relief.noted()
  await waitFor('the space for new objects to be small', async () => newSpace() < grown / 2, { timeoutMs: 30_000 })
})
