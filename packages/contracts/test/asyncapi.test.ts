import { Parser } from '@asyncapi/parser'
import t from 'tap'
import { asyncApiDocument, busEvents, clientEvents, serverEvents } from '../src/index.ts'

t.test('the AsyncAPI document is valid and names every event', async (t) => {
  const text = JSON.stringify(asyncApiDocument())
  const { document, diagnostics } = await new Parser().parse(text)
  // 0 is an error, 1 a warning.
  t.same(
    diagnostics.filter(({ severity }) => severity <= 1).map(({ message, path }) => `${path.join('.')}: ${message}`),
    [],
  )
  const channels = document?.channels()
  const names = (id: string) => (channels?.get(id)?.messages().all() ?? []).map((message) => message.name())
  const expected = [...Object.keys(clientEvents), ...Object.keys(clientEvents), ...Object.keys(serverEvents)]
  t.same(names('socket').toSorted(), expected.toSorted(), 'each event, its acknowledgement, and what the server sends')
  t.same(names('bus').toSorted(), Object.keys(busEvents).toSorted())
  t.notMatch(text, /"~/, 'nothing of the schema library')
})
