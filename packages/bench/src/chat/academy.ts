import { restRoutes } from '@touchline/contracts'
import { type ApiClient, apiClient, serviceToken, userToken } from '@touchline/testing'
import { type Population, roomsOf } from './population.ts'

const admin = 'bench-admin'

/** Calls the REST interface at a base URL. */
export function apiAt(url: string, token: string): ApiClient {
  return apiClient(async ({ method, url: path, headers, payload }) => {
    const reply = await fetch(url + path, { method, headers, ...(payload === undefined ? {} : { body: payload }) })
    return { statusCode: reply.status, body: await reply.text(), headers: Object.fromEntries(reply.headers) }
  }, token)
}

/** As the Admin of the bench, who takes part in every room and is connected to none. */
export const asAdmin = (url: string): ApiClient => apiAt(url, userToken(admin))

/** Writes the people and their batches into the directory; answers with each batch's conversation. */
export async function enroll(url: string, population: Population): Promise<Map<string, string>> {
  const rooms = roomsOf(population)
  const people = [...rooms.values()].flat()
  await apiAt(url, serviceToken()).call(restRoutes.importDirectory, {
    body: {
      users: [
        { id: admin, role: 'admin', displayName: 'Admin of the bench' },
        // Every eighth a coach.
        ...people.map((id, place) => ({
          id,
          role: place % 8 === 0 ? ('coach' as const) : ('parent' as const),
          displayName: place % 8 === 0 ? 'Coach Meera' : 'Asha Rao',
        })),
      ],
      batches: [...rooms].map(([id, memberIds]) => ({ id, name: 'Under twelve', memberIds })),
    },
  })
  const { body } = await asAdmin(url).call(restRoutes.listBatches)
  return new Map(
    body.batches.flatMap(({ batchId, conversationId }): [string, string][] =>
      conversationId === null ? [] : [[batchId, conversationId]],
    ),
  )
}
