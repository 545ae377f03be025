import Type, { type Static } from 'typebox'
import { Batch, RoleName, User } from '../entities/person.ts'
import { closed, NameText, PlatformId } from '../text.ts'
import type { RestRoute } from './route.ts'

/** The most people and batches that one import holds, together. */
export const IMPORT_LIMIT = 10_000

export const UserInput = closed({ role: RoleName, displayName: NameText, active: Type.Optional(Type.Boolean()) })
export type UserInput = Static<typeof UserInput>

export const BatchInput = closed({
  name: NameText,
  memberIds: Type.Array(PlatformId, { maxItems: IMPORT_LIMIT }),
  archived: Type.Optional(Type.Boolean()),
})
export type BatchInput = Static<typeof BatchInput>

const OneUser = closed({ user: User })
const OneBatch = closed({ batch: Batch })

export const DirectoryImport = closed({
  users: Type.Array(closed({ id: PlatformId, ...UserInput.properties }), { maxItems: IMPORT_LIMIT }),
  batches: Type.Array(closed({ id: PlatformId, ...BatchInput.properties }), { maxItems: IMPORT_LIMIT }),
})
export type DirectoryImport = Static<typeof DirectoryImport>

const DirectoryParams = closed({ id: PlatformId })

export const directoryRoutes = {
  putUser: {
    method: 'PUT',
    url: '/api/directory/users/:id',
    auth: 'service',
    service: 'conversation',
    tag: 'Directory',
    summary: 'Create or change a person',
    params: DirectoryParams,
    body: UserInput,
    replies: { 200: OneUser, 201: OneUser },
    errors: ['FORBIDDEN', 'RULE_CONTACT_HIDDEN'],
  },
  putBatch: {
    method: 'PUT',
    url: '/api/directory/batches/:id',
    auth: 'service',
    service: 'conversation',
    tag: 'Directory',
    summary: 'Create or change a batch; its conversation opens and follows by itself',
    params: DirectoryParams,
    body: BatchInput,
    replies: { 200: OneBatch, 201: OneBatch },
    errors: ['FORBIDDEN', 'RULE_CONTACT_HIDDEN'],
  },
  importDirectory: {
    method: 'POST',
    url: '/api/directory/import',
    auth: 'service',
    service: 'conversation',
    tag: 'Directory',
    summary: `Create or change up to ${IMPORT_LIMIT} people and batches, all or nothing`,
    bodyLimit: 8 * 1024 * 1024,
    body: DirectoryImport,
    replies: { 200: closed({ users: Type.Integer(), batches: Type.Integer() }) },
    errors: ['FORBIDDEN', 'RULE_CONTACT_HIDDEN'],
  },
} as const satisfies Record<string, RestRoute>
