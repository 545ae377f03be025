import { restRoutes, type User } from '@touchline/contracts'
import { type ApiClient, apiClient, requesterOf, serviceToken, userToken } from '@touchline/testing'

const people: readonly (readonly [id: string, role: User['role'], displayName: string])[] = [
  ['asha', 'admin', 'Asha'],
  ['bela', 'admin', 'Bela'],
  ['carl', 'coach', 'Carl'],
  ['dina', 'coach', 'Dina'],
  ['pia', 'parent', 'Pia'],
  ['quin', 'parent', 'Quin'],
  ['rita', 'parent', 'Rita'],
  ['sara', 'parent', 'Sara'],
  ['omar', 'parent', 'Omar'],
]
/** Who is taken out of a batch and brought back. */
export const comesAndGoes = 'omar'
const older = { id: 'u14', name: 'Under 14', members: ['carl', 'dina', 'rita', 'sara'] }
const younger = { id: 'u12', name: 'Under 12', members: ['carl', 'pia', 'quin', comesAndGoes] }
const directs: readonly (readonly [admin: string, other: string])[] = [
  ['asha', 'pia'],
  ['asha', 'carl'],
  ['bela', 'asha'],
]

/** The devices of each person that write and read through the SDK. */
export const sdkDevices = ['asha', 'asha', 'bela', 'carl', 'carl', 'dina', 'pia', 'pia', 'quin', 'omar'] as const
/** People on ordinary Socket.IO clients, and how those connect. */
export const rawDevices = [
  { userId: 'rita', transports: ['websocket'] },
  { userId: 'sara', transports: ['polling'] },
  { userId: 'quin', transports: ['websocket'] },
] as const

/** The people and batches that everything happens among, and the platform's way of changing them. */
export interface Academy {
  readonly batchConversations: readonly string[]
  readonly conversations: readonly string[]
  /** As a person, past the links. */
  as(userId: string): ApiClient
  /** Takes Omar out of his batch, or brings him back. */
  putOmar(isIn: boolean): Promise<void>
  rename(userId: string, displayName: string): Promise<void>
}

export async function openAcademy(url: string): Promise<Academy> {
  const request = requesterOf(url)
  const directory = apiClient(request, serviceToken())
  const as = (userId: string) => apiClient(request, userToken(userId))
  await directory.call(restRoutes.importDirectory, {
    body: {
      users: people.map(([id, role, displayName]) => ({ id, role, displayName })),
      batches: [younger, older].map(({ id, name, members }) => ({ id, name, memberIds: members })),
    },
  })
  const { body } = await as('asha').call(restRoutes.listBatches)
  const batchConversations = body.batches.flatMap(({ conversationId }) => conversationId ?? [])
  const conversations = [...batchConversations]
  for (const [admin, participantId] of directs) {
    const opened = await as(admin).call(restRoutes.openConversation, { body: { type: 'direct', participantId } })
    conversations.push(opened.body.conversation._id)
  }
  return {
    batchConversations,
    conversations,
    as,
    async putOmar(isIn) {
      const memberIds = younger.members.filter((id) => isIn || id !== comesAndGoes)
      await directory.call(restRoutes.putBatch, {
        params: { id: younger.id },
        body: { name: younger.name, memberIds },
      })
    },
    async rename(userId, displayName) {
      const role = people.find(([id]) => id === userId)?.[1] ?? 'parent'
      await directory.call(restRoutes.putUser, { params: { id: userId }, body: { role, displayName } })
    },
  }
}
