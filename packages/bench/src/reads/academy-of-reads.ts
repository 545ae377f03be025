import { restRoutes } from '@touchline/contracts'
import { serviceToken } from '@touchline/testing'
import { apiAt } from '../chat/academy.ts'

/** Who reads: a coach of many batches. */
export const reader = 'reader'

/** How many conversations the reader takes part in, and how many there are. */
export const READER_CONVERSATIONS = 200
const CONVERSATIONS = 500
/** Parents of each batch, nobody in two of them. With the coach and the Admin a conversation holds twenty people. */
const PARENTS = 18
/** Batches of one import. */
const IMPORTED = 50

/** Writes an academy of 9,000 people into the directory: a batch each for so many conversations. */
export async function enrollReaders(url: string): Promise<void> {
  const batches = Array.from({ length: CONVERSATIONS }, (_, batch) => ({
    id: `batch-${batch}`,
    name: 'Under twelve',
    memberIds: [
      batch < READER_CONVERSATIONS ? reader : 'coach',
      ...Array.from({ length: PARENTS }, (_, parent) => `parent-${batch}-${parent}`),
    ],
  }))
  const directory = apiAt(url, serviceToken())
  const users = [
    { id: 'admin', role: 'admin' as const, displayName: 'Office' },
    { id: reader, role: 'coach' as const, displayName: 'Coach Meera' },
    { id: 'coach', role: 'coach' as const, displayName: 'Coach Vikram' },
  ]
  await directory.call(restRoutes.importDirectory, { body: { users, batches: [] } })
  for (let from = 0; from < CONVERSATIONS; from += IMPORTED) {
    const part = batches.slice(from, from + IMPORTED)
    const parents = part.flatMap(({ memberIds }) => memberIds.slice(1))
    await directory.call(restRoutes.importDirectory, {
      body: { users: parents.map((id) => ({ id, role: 'parent' as const, displayName: 'Asha Rao' })), batches: part },
    })
  }
}
