import t from 'tap'
import { busEvents, clientEvents, restRoutes, serverEvents } from '../src/index.ts'

/**
 * What becomes of every text that can reach another person. `masked`: goes through contact masking before it is stored.
 * `identifier`: chosen by the platform from an alphabet without `@` and `+`, by the client and refused when it holds a contact, or
 * made here. `made`: composed
 * here of nothing that a person typed. `own`: goes back to its author only.
 */
const DECISIONS: Record<string, 'masked' | 'identifier' | 'made' | 'own'> = {
  content: 'masked',
  excerpt: 'masked',
  senderName: 'masked',
  displayName: 'masked',
  userName: 'masked',
  title: 'masked',
  name: 'masked',
  _id: 'identifier',
  id: 'identifier',
  conversationId: 'identifier',
  messageId: 'identifier',
  messageIds: 'identifier',
  batchId: 'identifier',
  userId: 'identifier',
  senderId: 'identifier',
  memberIds: 'identifier',
  online: 'identifier',
  clientId: 'identifier',
  removed: 'own',
  nextCursor: 'made',
  mimeType: 'made',
  // The stored name in it is made of the masked name.
  url: 'made',
  thumbnailUrl: 'made',
  links: 'made',
  reason: 'made',
}

/** The names of the properties that hold free text, anywhere in a schema. */
function textFields(schema: unknown, name: string, found: Set<string>): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found
  const node = new Map<string, unknown>(Object.entries(schema))
  const isFixed = node.has('const') || node.has('enum') || node.get('format') === 'date-time'
  if (node.get('type') === 'string' && !isFixed) found.add(name)
  for (const [key, property] of Object.entries(node.get('properties') ?? {})) textFields(property, key, found)
  for (const property of Object.values(node.get('patternProperties') ?? {})) textFields(property, name, found)
  textFields(node.get('items'), name, found)
  for (const variant of Object.values(node.get('anyOf') ?? {})) textFields(variant, name, found)
  return found
}

t.test('every text that leaves the services has been decided upon', async (t) => {
  const found = new Set<string>()
  for (const route of Object.values(restRoutes)) {
    for (const reply of Object.values(route.replies)) textFields(reply, '', found)
  }
  for (const { payload } of Object.values(serverEvents)) textFields(payload, '', found)
  for (const { ack } of Object.values(clientEvents)) textFields(ack, '', found)
  for (const envelope of Object.values(busEvents)) textFields(envelope, '', found)
  t.ok(found.has('content') && found.has('displayName') && found.has('links'), 'it finds fields at all')
  t.same([...found].sort(), Object.keys(DECISIONS).sort(), 'a new field needs a line, a line needs a field')
})
