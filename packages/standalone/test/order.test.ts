import type { Ack, Message } from '@touchline/contracts'
import t from 'tap'
import { cluster, openAcademy, standalone } from './topologies.ts'

type SendAck = Ack<'message:send'>

const senders = ['asha', 'bela', 'carl', 'pia', 'quin']
const CLIENTS = 20
const SENDS = 50

for (const [name, topology] of Object.entries({ standalone, cluster })) {
  t.test(`${name}: 1,000 concurrent sends from 20 clients arrive everywhere once, in one order`, async (t) => {
    const academy = await openAcademy(t, topology)
    const { batchConversationId: conversationId } = academy
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, (_, index) => academy.connect(senders[index % senders.length] ?? 'asha')),
    )

    const sends = clients.flatMap((client, index) =>
      Array.from({ length: SENDS }, (_, nth) =>
        client.emitAck<SendAck>('message:send', {
          conversationId,
          content: `${index}/${nth}`,
          clientId: `${index}/${nth}`,
        }),
      ),
    )
    const acks = await Promise.all(sends)
    t.equal(acks.filter((ack) => 'success' in ack).length, CLIENTS * SENDS)

    const wanted = Array.from({ length: CLIENTS * SENDS }, (_, index) => index + 1)
    for (const client of clients) {
      await client.next('message:receive', (message: Message) => message.seq === wanted.length)
      const seqs = client.received<Message>('message:receive').map(({ seq }) => seq)
      t.same(seqs, wanted)
    }
  })

  t.test(`${name}: 50 concurrent sends of one clientId store one message`, async (t) => {
    const academy = await openAcademy(t, topology)
    const { batchConversationId: conversationId } = academy
    const devices = await Promise.all(Array.from({ length: 5 }, () => academy.connect('carl')))
    const acks = await Promise.all(
      Array.from({ length: 50 }, (_, nth) =>
        devices[nth % devices.length]?.emitAck<SendAck>('message:send', {
          conversationId,
          content: `attempt ${nth}`,
          clientId: 'the same',
        }),
      ),
    )
    const ids = acks.map((ack) => (ack !== undefined && 'success' in ack ? ack.message._id : 'refused'))
    t.equal(new Set(ids).size, 1)
    t.match(await academy.database.query('select count(*)::int as count from messages'), [{ count: 1 }])
  })
}
