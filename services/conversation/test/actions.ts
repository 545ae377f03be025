import { type Conversation, type Message, type NewFile, restRoutes } from '@touchline/contracts'
import type { ApiClient, ApiError, CallInput } from '@touchline/testing'
import type { Instance } from './harness.ts'

type SendBody = NonNullable<CallInput<typeof restRoutes.sendMessage>['body']>

/** Sends a message that must be stored. */
export async function send(client: ApiClient, id: string, body: SendBody | string): Promise<Message> {
  const content = typeof body === 'string' ? { content: body } : body
  return (await client.call(restRoutes.sendMessage, { params: { id }, body: content })).body.message
}

/** Sends a message that must be refused. */
export function sendRefused(client: ApiClient, id: string, body: SendBody | string): Promise<ApiError> {
  const content = typeof body === 'string' ? { content: body } : body
  return client.fail(restRoutes.sendMessage, { params: { id }, body: content })
}

export async function openDirect(client: ApiClient, participantId: string): Promise<Conversation> {
  const { body } = await client.call(restRoutes.openConversation, { body: { type: 'direct', participantId } })
  return body.conversation
}

export async function getConversation(client: ApiClient, id: string): Promise<Conversation> {
  return (await client.call(restRoutes.getConversation, { params: { id } })).body.conversation
}

/** The newest messages of a conversation. */
export async function history(client: ApiClient, id: string): Promise<Message[]> {
  return (await client.call(restRoutes.listMessages, { params: { id }, query: { limit: 100 } })).body.messages
}

type UserBody = NonNullable<CallInput<typeof restRoutes.putUser>['body']>

export async function putUser({ directory }: Pick<Instance, 'directory'>, id: string, body: UserBody) {
  return (await directory.call(restRoutes.putUser, { params: { id }, body })).body.user
}

type BatchBody = NonNullable<CallInput<typeof restRoutes.putBatch>['body']>

export async function putBatch({ directory }: Pick<Instance, 'directory'>, id: string, body: BatchBody) {
  return (await directory.call(restRoutes.putBatch, { params: { id }, body })).body.batch
}

/** `stored`, or the code that a call was refused with. */
export function outcomeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'stored',
    (error: Error) => /"code":"(\w+)"/.exec(error.message)?.[1] ?? error.message,
  )
}

let files = 0

/** A checked file as the upload service hands it over, under a stored name of its own. */
export function newFile(name = 'plan.pdf'): NewFile {
  files += 1
  return { storedName: `plan-${files}.pdf`, name, size: 12_345, mimeType: 'application/pdf' }
}
