import { restRoutes } from '@touchline/contracts'
import { apiClient, requesterOf, serviceToken, userToken } from '@touchline/testing'
import sharp from 'sharp'

/** A picture of one colour, as a phone takes it. */
export function pictureOf(background: string, size = { width: 640, height: 480 }): Promise<Buffer> {
  return sharp({ create: { ...size, channels: 3, background } })
    .jpeg()
    .toBuffer()
}

/** The conversation of a demo batch. */
export async function batchConversation(url: string, batchId = 'under-12'): Promise<string> {
  const { body } = await as(url, 'asha').call(restRoutes.listBatches)
  const id = body.batches.find((batch) => batch.batchId === batchId)?.conversationId
  if (!id) throw new Error(`the batch ${batchId} has no conversation`)
  return id
}

/** Somebody of the demo academy, through the public routes. */
export function as(url: string, userId: string) {
  return apiClient(requesterOf(url), userToken(userId))
}

/** Writes a message through the public routes; answers with its id. */
export async function sayIn(url: string, userId: string, conversationId: string, content: string): Promise<string> {
  const params = { id: conversationId }
  const { body } = await as(url, userId).call(restRoutes.sendMessage, { params, body: { content } })
  return body.message._id
}

/** Deletes the newest message with this text through the public routes. */
export async function deleteIn(url: string, userId: string, conversationId: string, content: string): Promise<void> {
  const params = { id: conversationId }
  const { body } = await as(url, userId).call(restRoutes.listMessages, { params })
  const message = body.messages.findLast((one) => one.content === content)
  if (message === undefined) throw new Error(`nobody has said ${content}`)
  await as(url, userId).call(restRoutes.deleteMessage, { params: { ...params, messageId: message._id } })
}

/** Sends a file as any client does. */
export async function sendFile(url: string, userId: string, conversationId: string, file: File): Promise<void> {
  const form = new FormData()
  form.append('file', file)
  const reply = await fetch(`${url}/api/chat/conversations/${conversationId}/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${userToken(userId)}` },
    body: form,
  })
  if (reply.status !== 201) throw new Error(`the file was answered with ${reply.status}: ${await reply.text()}`)
}

/**
 * Everything that can stand in a conversation, once: a picture, a document, a link, a contact that was hidden, a reply, an
 * edited and a deleted message, something read. Besides, a conversation that can only be read.
 */
export async function makeTalk(url: string): Promise<void> {
  const id = await batchConversation(url)
  const [vikram, asha] = [as(url, 'vikram'), as(url, 'asha')]
  const say = async (person: typeof vikram, content: string, replyTo?: string) => {
    const body = { content, ...(replyTo === undefined ? {} : { replyTo }) }
    return (await person.call(restRoutes.sendMessage, { params: { id }, body })).body.message
  }
  await sendFile(url, 'vikram', id, new File([await pictureOf('#2a7f62')], 'court-2.jpg', { type: 'image/jpeg' }))
  await sendFile(url, 'vikram', id, new File(['Day,Time\nMonday,18:00\n'], 'times.csv', { type: 'text/csv' }))
  const asked = await say(vikram, 'The rules are on https://academy.example/rules, or call 98765 43210')
  await say(asha, 'Thank you, everybody reads it there', asked._id)
  const wrong = await say(asha, 'On Tuesday')
  await asha.call(restRoutes.editMessage, { params: { id, messageId: wrong._id }, body: { content: 'On Monday' } })
  const gone = await say(vikram, 'Sorry, wrong chat')
  await vikram.call(restRoutes.deleteMessage, { params: { id, messageId: gone._id } })
  const last = await say(asha, 'See you on court 2')
  await vikram.call(restRoutes.markRead, { params: { id }, body: { upTo: last._id } })
  const platform = apiClient(requesterOf(url), serviceToken())
  const summer = { name: 'Summer camp', memberIds: ['vikram', 'neha'] }
  await platform.call(restRoutes.putBatch, { params: { id: 'summer' }, body: summer })
  await platform.call(restRoutes.putBatch, { params: { id: 'summer' }, body: { ...summer, archived: true } })
}
