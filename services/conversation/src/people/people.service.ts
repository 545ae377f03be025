import { type BatchSummary, type Contact, TouchlineError, type User } from '@touchline/contracts'
import { directPartnersOf } from '@touchline/rules'
import type { Database, Handle } from '../database/database.ts'
import { selectBatches, selectContacts, selectPeers, selectUser } from './people.repository.ts'

/** The caller as the directory knows them. Throws `UNAUTHENTICATED` for somebody unknown or deactivated. */
export async function requireActive(db: Handle, userId: string): Promise<User> {
  const user = await selectUser(db, userId)
  if (user === undefined || !user.active) throw new TouchlineError('UNAUTHENTICATED')
  return user
}

export interface PeopleService {
  contacts(userId: string): Promise<Contact[]>
  batches(userId: string): Promise<BatchSummary[]>
  peers(userId: string, userIds: readonly string[]): Promise<string[]>
}

export function createPeopleService({ kysely }: Pick<Database, 'kysely'>): PeopleService {
  return {
    async contacts(userId) {
      const { role } = await requireActive(kysely, userId)
      return selectContacts(kysely, userId, directPartnersOf(role))
    },
    async batches(userId) {
      const { role } = await requireActive(kysely, userId)
      return selectBatches(kysely, role === 'admin' ? undefined : userId)
    },
    async peers(userId, userIds) {
      await requireActive(kysely, userId)
      return selectPeers(kysely, userId, userIds)
    },
  }
}
