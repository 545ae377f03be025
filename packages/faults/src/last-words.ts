import { randomUUID } from 'node:crypto'
import { restRoutes } from '@touchline/contracts'
import { waitFor } from '@touchline/testing'
import type { Academy } from './academy.ts'
import type { Deployment } from './deployment.ts'
import type { Device } from './device.ts'
import type { Ledger } from './ledger.ts'
import type { Random } from './random.ts'
import { uniqueText } from './words.ts'

interface Ending {
  readonly deployment: Deployment
  readonly academy: Academy
  readonly devices: readonly Device[]
  readonly ledger: Ledger
  readonly random: Random
}

/** How long a fault may take to be made up for on a busy machine before it counts as lost, in milliseconds. */
export const PATIENCE_MS = 60_000

/** One message in each conversation, by an Admin who is in all of them, past everything that is broken. */
async function saySomethingEverywhere({ academy, ledger, random }: Ending): Promise<Map<string, string>> {
  const said = new Map<string, string>()
  const asha = academy.as('asha')
  for (const id of academy.conversations) {
    const clientId = randomUUID()
    const body = { content: uniqueText(random), clientId }
    const { message } = (await asha.call(restRoutes.sendMessage, { params: { id }, body })).body
    ledger.sent(clientId, message)
    said.set(id, message._id)
  }
  return said
}

/**
 * The instances are killed between commit and publication: nobody else knows that these messages have to be told. Every
 * device that stays connected must hear them all the same. Answers with how long after the next instances ran, in milliseconds.
 */
export async function dieBeforeTelling(ending: Ending): Promise<number> {
  const { deployment, devices } = ending
  const { conversationToRedis } = deployment.links
  conversationToRedis.refuse()
  const said = await saySomethingEverywhere(ending)
  await Promise.all(deployment.services.conversation.map((service) => service.kill()))
  conversationToRedis.restore()
  await Promise.all(deployment.services.conversation.map((service) => service.start()))
  const runSince = Date.now()
  await Promise.all(devices.map((device) => expectHeard(device, said, ending.ledger)))
  return Date.now() - runSince
}

async function expectHeard(device: Device, said: ReadonlyMap<string, string>, ledger: Ledger): Promise<void> {
  const missing = async () => {
    const found: string[] = []
    for (const id of device.conversationIds()) {
      const { messages } = await device.show(id)
      if (!messages.some(({ _id }) => _id === said.get(id))) found.push(id)
    }
    return found
  }
  const heard = async () => (await missing()).length === 0
  await waitFor('what was committed to be heard', heard, { timeoutMs: PATIENCE_MS, everyMs: 100 }).catch(async () => {
    ledger.problems.push(`${device.name} never heard what was committed before a kill, in ${(await missing()).join()}`)
  })
}

/**
 * All devices lose their connection; messages, edits, receipts, names and membership change while they are away. Every other one
 * is loaded again and so holds the newest messages only.
 */
export async function changeWhileAway(ending: Ending): Promise<void> {
  const { deployment, academy, devices, ledger, random } = ending
  const { clientsToGateway } = deployment.links
  clientsToGateway.refuse()
  const gone = () => devices.every((device) => !device.isConnected())
  await waitFor('every device to be offline', gone, { timeoutMs: PATIENCE_MS })
  const said = await saySomethingEverywhere(ending)
  const [first = ''] = academy.conversations
  const edited = await academy.as('asha').call(restRoutes.editMessage, {
    params: { id: first, messageId: said.get(first) ?? '' },
    body: { content: uniqueText(random) },
  })
  ledger.changedTo(edited.body.message)
  for (const userId of ['carl', 'asha', 'quin']) {
    const { body } = await academy.as(userId).call(restRoutes.listConversations)
    for (const { _id: id, lastMessage } of body.conversations) {
      if (lastMessage === undefined) continue
      const read = await academy
        .as(userId)
        .call(restRoutes.markRead, { params: { id }, body: { upTo: lastMessage._id } })
      ledger.readUpTo(id, userId, read.body.lastReadSeq)
    }
  }
  await academy.putOmar(random.chance(0.5))
  await academy.rename('pia', random.pick(['Pia', 'Pia Rao', 'Pia Das']))
  for (const [index, device] of devices.entries()) if (index % 2 === 0) await device.reload()
  clientsToGateway.restore()
}
