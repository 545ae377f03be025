import { type Ack, type Message, restRoutes, type StoredFile } from '@touchline/contracts'
import { serviceToken, userToken } from '@touchline/testing'
import t from 'tap'
import { type Academy, cluster, openAcademy, standalone } from './topologies.ts'

const CSV = 'Monday,18:00\n'

interface Uploaded {
  status: number
  body: { message?: Message; file?: StoredFile; code?: string }
}

async function upload(
  academy: Academy,
  userId: string,
  conversationId: string,
  fields: Record<string, string> = {},
): Promise<Uploaded> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([CSV]), 'call 9876543210.csv')
  const response = await fetch(`${academy.uploads}/api/chat/conversations/${conversationId}/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${userToken(userId)}` },
    body: form,
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

async function download(academy: Academy, path: string, token?: string) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${academy.uploads}${path}`, { headers })
  return { status: response.status, text: await response.text() }
}

for (const [name, topology] of Object.entries({ standalone, cluster })) {
  t.test(`${name}: a file in a batch conversation is for its participants`, async (t) => {
    const academy = await openAcademy(t, topology)
    const { batchConversationId: conversationId } = academy
    const pia = await academy.connect('pia')

    const { status, body } = await upload(academy, 'carl', conversationId, { content: 'The plan', clientId: 'plan' })
    t.equal(status, 201)
    t.match(body.message, { messageType: 'file', content: 'The plan', file: { name: /\[hidden\]/, size: CSV.length } })
    t.same(await pia.next('message:receive'), body.message)
    t.notMatch(JSON.stringify(body), /9876543210/)
    const { body: found } = await academy.as('asha').call(restRoutes.listFindings)
    t.match(found.findings, [{ kind: 'phone', place: 'fileName', userId: 'carl', conversationId }])

    const again = await upload(academy, 'carl', conversationId, { clientId: 'plan' })
    t.equal(again.status, 200)
    t.same(again.body.message, body.message)

    const url = body.message?.file?.url ?? ''
    t.same(await download(academy, url, userToken('pia')), { status: 200, text: CSV })
    t.match(await download(academy, url, userToken('dina')), { status: 404, text: /FILE_NOT_FOUND/ })
    t.match(await download(academy, url), { status: 401 })
    t.match(await download(academy, url, serviceToken()), { status: 403 })

    const members = ['carl', 'quin']
    await academy.directory.call(restRoutes.putBatch, {
      params: { id: 'u12' },
      body: { name: 'Under 12', memberIds: members },
    })
    t.match(await download(academy, url, userToken('pia')), { status: 404 }, 'taken out: gone at once')

    const messageId = body.message?._id ?? ''
    await academy.as('asha').call(restRoutes.deleteMessage, { params: { id: conversationId, messageId } })
    t.match(await download(academy, url, userToken('carl')), { status: 404 }, "a deleted message's file is gone")
  })

  t.test(`${name}: no file in a direct conversation, by no way`, async (t) => {
    const academy = await openAcademy(t, topology)
    const { body } = await academy
      .as('asha')
      .call(restRoutes.openConversation, { body: { type: 'direct', participantId: 'pia' } })
    const { _id: direct } = body.conversation
    t.match(await upload(academy, 'pia', direct), { status: 403, body: { code: 'RULE_FILES_BATCH_ONLY' } })
    t.match(await upload(academy, 'dina', direct), { status: 404, body: { code: 'CONVERSATION_NOT_FOUND' } })

    const draft = await upload(academy, 'pia', academy.batchConversationId, { draft: 'true' })
    t.equal(draft.status, 201)
    const fileId = draft.body.file?._id ?? ''
    const pia = await academy.connect('pia')
    const send = (conversationId: string) =>
      pia.emitAck<Ack<'message:send'>>('message:send', { conversationId, fileId, messageType: 'file' })
    t.match(await send(direct), { code: 'RULE_FILES_BATCH_ONLY' })
    const carl = await academy.connect('carl')
    const url = draft.body.file?.url ?? ''
    t.match(
      await carl.emitAck('message:send', { conversationId: academy.batchConversationId, fileId }),
      { code: 'FILE_NOT_FOUND' },
      "another's draft",
    )
    t.match(await download(academy, url, userToken('carl')), { status: 404 })
    t.match(await send(academy.batchConversationId), { success: true, message: { file: { _id: fileId } } })
    t.match(await download(academy, url, userToken('carl')), { status: 200 })
    t.match(await send(academy.batchConversationId), { code: 'FILE_NOT_FOUND' }, 'a draft is used once')
  })

  t.test(`${name}: links work without a header, for their person, while they take part`, async (t) => {
    const academy = await openAcademy(t, topology)
    const { body } = await upload(academy, 'carl', academy.batchConversationId)
    const url = body.message?.file?.url ?? ''
    const links = async (userId: string) => {
      const response = await fetch(`${academy.uploads}/uploads/chat/links`, {
        method: 'POST',
        headers: { authorization: `Bearer ${userToken(userId)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ urls: [url, '/uploads/chat/none.txt', 'https://elsewhere.example/x'] }),
      })
      const reply: { links: Record<string, string>; expiresAt: string } = JSON.parse(await response.text())
      return reply.links
    }
    t.same(await links('dina'), {}, 'nothing for an outsider')
    const { [url]: link = '', ...others } = await links('pia')
    t.same(others, {})
    t.same(await download(academy, link), { status: 200, text: CSV })
    await academy.directory.call(restRoutes.putUser, {
      params: { id: 'pia' },
      body: { role: 'parent', displayName: 'Pia', active: false },
    })
    t.match(await download(academy, link), { status: 401 })
  })
}
