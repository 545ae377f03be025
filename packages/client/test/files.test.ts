import t from 'tap'
import { ProtocolServer } from './protocol-server.ts'
import { history, outgoing, startClient, texts, until } from './start-client.ts'

const file = (bytes: number) => new File([new Uint8Array(bytes)], 'plan.txt', { type: 'text/plain' })

type Answer = Awaited<ReturnType<ProtocolServer['onRequest']>>

/** The uploads that come to a server, one after the other; each waits until it is answered. */
function uploadsOf(server: ProtocolServer) {
  let come = Promise.withResolvers<(answer: Answer) => void>()
  server.onRequest = (line) => {
    if (!line.includes('upload')) return undefined
    const { promise, resolve } = Promise.withResolvers<Answer>()
    come.resolve(resolve)
    return promise
  }
  return {
    async next() {
      const answer = await come.promise
      come = Promise.withResolvers()
      return answer
    },
  }
}

t.test('a draft is uploaded with its progress', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada'])
  const client = await startClient(t, server, 'ada')
  const shares: number[] = []
  const stored = await client.conversation('one').upload(file(500_000), { onProgress: (share) => shares.push(share) })
  t.equal(stored.name, 'safe.txt')
  t.ok(server.uploadedBytes > 500_000)
  t.ok(shares.length > 1)
  t.equal(shares.at(-1), 1)
  t.same(
    shares,
    shares.toSorted((one, other) => one - other),
  )
})

t.test('an upload is cancelled', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada'])
  const client = await startClient(t, server, 'ada')
  server.onRequest = (line) => (line.includes('upload') ? new Promise(() => {}) : undefined)
  const cancel = new AbortController()
  const uploaded = client
    .conversation('one')
    .upload(file(100), { signal: cancel.signal, onProgress: () => cancel.abort() })
  await t.rejects(uploaded, { code: 'ABORTED', retryable: false })
  await t.rejects(client.conversation('one').upload(file(1), { signal: AbortSignal.abort() }), { code: 'ABORTED' })
})

t.test('a refused upload has its code, a refused token is replaced', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada'])
  const client = await startClient(t, server, 'ada')
  for (const token of server.tokens) server.refusedTokens.add(token)
  t.equal((await client.conversation('one').upload(file(10))).name, 'safe.txt')
  server.onRequest = () => ({ status: 415, body: { code: 'FILE_TYPE_NOT_ALLOWED', message: 'no' } })
  await t.rejects(client.conversation('one').upload(file(10)), { code: 'FILE_TYPE_NOT_ALLOWED', status: 415 })
})

t.test('a message with a file is shown with its progress and sent once it is there', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const handle = client.conversation('one')
  let failures = 1
  server.onRequest = (line) => {
    if (!line.includes('upload') || failures === 0) return undefined
    failures -= 1
    return { status: 503, body: { code: 'UNAVAILABLE', message: 'away' } }
  }
  const progress = history(handle, ({ outgoing: own }) => own[0]?.file?.progress)
  const { stored } = handle.sendFile(file(200_000), { content: 'The plan' })
  t.match(handle.getSnapshot().outgoing, [{ content: 'The plan', file: { name: 'plan.txt', size: 200_000 } }])
  await handle.send('a text does not wait for it').stored
  t.match(await stored, { messageType: 'file', content: 'The plan', file: { _id: 'file-1' } })
  await until(handle, ({ outgoing: own }) => own.length === 0)
  t.ok(progress.includes(1))
  t.equal(conversation.lastSeq, 2)
})

t.test('files are sent in the order in which they were given', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const handle = client.conversation('one')
  const uploads = uploadsOf(server)
  const send = async (content: string) => {
    const sent = handle.sendFile(file(100), { content })
    return { clientId: sent.clientId, answer: await uploads.next() }
  }
  const slow = await send('slow')
  const second = await send('second')
  const cancelled = await send('cancelled')
  const fourth = await send('fourth')
  const refused = await send('refused')
  const sixth = await send('sixth')
  for (const { answer } of [second, fourth, sixth]) answer(undefined)
  await until(handle, ({ outgoing: own }) => own.filter((shown) => shown.file?.name === 'safe.txt').length === 3)
  await handle.send('a text').stored
  t.same(texts(handle.getSnapshot()), ['a text'], 'what is uploaded waits for the first, a text does not')

  slow.answer(undefined)
  await until(handle, (snapshot) => texts(snapshot).at(-1) === 'second')
  handle.discard(cancelled.clientId)
  await until(handle, (snapshot) => texts(snapshot).at(-1) === 'fourth')
  refused.answer({ status: 422, body: { code: 'FILE_REJECTED', message: 'no' } })
  await until(handle, (snapshot) => texts(snapshot).at(-1) === 'sixth')
  t.same(texts(handle.getSnapshot()), ['a text', 'slow', 'second', 'fourth', 'sixth'])
  t.same(outgoing(handle), ['refused: failed'])
})

t.test('a file that never gets through holds the others up for some tries only', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const handle = client.conversation('one')
  const uploads = uploadsOf(server)
  const unavailable = { status: 503, body: { code: 'UNAVAILABLE', message: 'away' } }
  const { clientId } = handle.sendFile(file(100), { content: 'never through' })
  const answerFirst = await uploads.next()
  const { stored } = handle.sendFile(file(100), { content: 'good' })
  const answerSecond = await uploads.next()
  answerSecond(undefined)
  let tries = 1
  server.onRequest = (line) => {
    if (!line.includes('upload')) return undefined
    tries += 1
    return unavailable
  }
  answerFirst(unavailable)
  t.match(await stored, { content: 'good' })
  t.ok(tries >= 5, `${tries} tries`)
  t.match(handle.getSnapshot().outgoing, [{ clientId, error: { code: 'UNAVAILABLE' } }])
})

t.test('a message with a file is taken back during its upload', async (t) => {
  const server = await ProtocolServer.start(t)
  const conversation = server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const handle = client.conversation('one')
  server.onRequest = (line) => (line.includes('upload') ? new Promise(() => {}) : undefined)
  const { clientId, stored } = handle.sendFile(file(100))
  await until(handle, ({ outgoing: own }) => own[0]?.file?.progress === 1)
  handle.discard(clientId)
  await t.rejects(stored, { code: 'ABORTED' })
  t.same(outgoing(handle), [])
  await handle.send('after').stored
  t.equal(conversation.lastSeq, 1)
})

t.test('a refused file fails and can be tried again', async (t) => {
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada', 'ben'])
  const client = await startClient(t, server, 'ada')
  const handle = client.conversation('one')
  server.onRequest = (line) =>
    line.includes('upload') ? { status: 422, body: { code: 'FILE_REJECTED', message: 'no' } } : undefined
  const { clientId, stored } = handle.sendFile(file(100))
  await t.rejects(stored, { code: 'FILE_REJECTED' })
  t.same(outgoing(handle), [': failed'])
  server.onRequest = () => undefined
  t.match(await handle.retry(clientId)?.stored, { messageType: 'file' })
})

t.test('links are asked for together and kept', async (t) => {
  const server = await ProtocolServer.start(t)
  const client = await startClient(t, server, 'ada')
  const urls = ['/uploads/chat/a', '/uploads/chat/b', '/uploads/chat/c']
  const [one, all] = await Promise.all([client.fileLinks(urls.slice(0, 1)), client.fileLinks(urls)])
  t.same([...one], [[urls[0], `${server.url}/uploads/chat/a?link=x`]])
  t.equal(all.size, 3)
  await client.fileLinks(urls)
  t.equal(server.requests.filter((line) => line.endsWith('/links')).length, 1)
})

t.test('browsers upload with XMLHttpRequest', async (t) => {
  const used: string[] = []
  class Xhr {
    upload: { onprogress: ((event: { loaded: number }) => void) | null } = { onprogress: null }
    onload: (() => void) | null = null
    onerror: (() => void) | null = null
    onabort: (() => void) | null = null
    status = 201
    responseText = JSON.stringify({ file: { _id: 'f', name: 'n' } })
    open(method: string, url: string) {
      used.push(`${method} ${new URL(url).pathname}`)
    }
    setRequestHeader(name: string) {
      used.push(name)
    }
    getResponseHeader() {
      return null
    }
    send(body: FormData) {
      used.push(...body.keys())
      this.upload.onprogress?.({ loaded: 50 })
      if (body.get('file') instanceof File && !this.#aborted) queueMicrotask(() => this.onload?.())
    }
    abort() {
      this.#aborted = true
      this.onabort?.()
    }
    #aborted = false
  }
  Reflect.set(globalThis, 'XMLHttpRequest', Xhr)
  t.teardown(() => Reflect.deleteProperty(globalThis, 'XMLHttpRequest'))
  const server = await ProtocolServer.start(t)
  server.add('one', ['ada'])
  // Sockets must not use the stand-in.
  const client = await startClient(t, server, 'ada', { transports: ['websocket'] })
  const shares: number[] = []
  const stored = await client.conversation('one').upload(file(100), { onProgress: (share) => shares.push(share) })
  t.equal(stored._id, 'f')
  t.same(shares, [0.5])
  t.same(used, ['POST /api/chat/conversations/one/upload', 'authorization', 'draft', 'file'])
  const cancel = new AbortController()
  const cancelled = client
    .conversation('one')
    .upload(file(100), { signal: cancel.signal, onProgress: () => cancel.abort() })
  await t.rejects(cancelled, { code: 'ABORTED' })
})
