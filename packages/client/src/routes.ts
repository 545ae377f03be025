import type { restRoutes } from '@touchline/contracts'

type Contract = typeof restRoutes

export type RouteName =
  | 'createLinks'
  | 'deleteMessage'
  | 'editMessage'
  | 'getConversation'
  | 'listBatches'
  | 'listChanges'
  | 'listContacts'
  | 'listFindings'
  | 'listMessages'
  | 'listReaders'
  | 'openConversation'
  | 'sync'
  | 'upload'

/**
 * Method and address of each route that is called. Written out, because the contract's own table brings its schemas and
 * their compiler into the bundle; its types allow nothing else here.
 */
export const routes: { readonly [Name in RouteName]: readonly [Contract[Name]['method'], Contract[Name]['url']] } = {
  openConversation: ['POST', '/api/chat/conversations'],
  getConversation: ['GET', '/api/chat/conversations/:id'],
  sync: ['POST', '/api/chat/sync'],
  listContacts: ['GET', '/api/chat/contacts'],
  listBatches: ['GET', '/api/chat/batches'],
  listFindings: ['GET', '/api/chat/findings'],
  listMessages: ['GET', '/api/chat/conversations/:id/messages'],
  listChanges: ['GET', '/api/chat/conversations/:id/changes'],
  editMessage: ['PATCH', '/api/chat/conversations/:id/messages/:messageId'],
  deleteMessage: ['DELETE', '/api/chat/conversations/:id/messages/:messageId'],
  listReaders: ['GET', '/api/chat/conversations/:id/messages/:messageId/readers'],
  upload: ['POST', '/api/chat/conversations/:id/upload'],
  createLinks: ['POST', '/uploads/chat/links'],
}

/** The address of a route with its parameters and query filled in. */
export function addressOf(
  base: string,
  name: RouteName,
  params: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, string | number>> = {},
): string {
  const path = routes[name][1].replaceAll(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
  const url = new URL(path, base)
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value))
  return url.href
}
