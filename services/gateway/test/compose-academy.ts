import assert from 'node:assert/strict'
import { restRoutes } from '@touchline/contracts'
import { type ApiClient, apiClient, requesterOf, serviceToken, userToken } from '@touchline/testing'
import type { Cohort } from './cohorts-load.ts'
import type { Compose } from './compose.ts'

/** An academy in a deployment that is up, and its platform, which signs the tokens. */
export interface ComposeAcademy {
  /** The batches, with an Admin, `asha`, and a Coach, `carl`, in all of them. */
  cohorts: Cohort[]
  /** The conversation of the first batch. */
  conversationId: string
  /** Where a file is that was uploaded into the conversation. */
  fileUrl: string
  /** A token as the platform signs it now. */
  token(userId: string): string
  /** The platform signs with another secret from now on. */
  signWith(secret: string): void
  as(userId: string): ApiClient
}

/**
 * Writes batches of so many Parents into the directory, uploads a file, and looks at what is there and what is not, all
 * through the gateway.
 */
export async function fillAcademy({ url, variables }: Compose, sizes: readonly number[]): Promise<ComposeAcademy> {
  const batches = sizes.map((size, batch) => ({
    id: `batch${batch}`,
    name: `Under ${10 + batch}`,
    parents: Array.from({ length: size }, (_, index) => `parent${batch}.${index}`),
  }))
  let secret = variables.JWT_SECRET
  const request = requesterOf(url)
  const token = (userId: string) => userToken(userId, { secret })
  const as = (userId: string) => apiClient(request, token(userId))
  await apiClient(request, serviceToken({ secret })).call(restRoutes.importDirectory, {
    body: {
      users: [
        { id: 'asha', role: 'admin', displayName: 'Asha' },
        { id: 'carl', role: 'coach', displayName: 'Carl' },
        ...batches
          .flatMap(({ parents }) => parents)
          .map((id, index) => ({ id, role: 'parent' as const, displayName: `Family ${index}` })),
      ],
      batches: batches.map(({ id, name, parents }) => ({ id, name, memberIds: ['carl', ...parents] })),
    },
  })
  const { body } = await as('asha').call(restRoutes.listBatches)
  const cohorts = batches.map(({ id, parents }) => {
    const conversationId = body.batches.find(({ batchId }) => batchId === id)?.conversationId ?? ''
    return { conversationId, userIds: parents }
  })
  const conversationId = cohorts[0]?.conversationId ?? ''
  for (const path of ['/internal/openSessions', '/metrics', '/health', '/ready', '/%69nternal/openSessions']) {
    assert.equal((await fetch(url + path, { method: 'POST' })).status, 404, path)
  }
  const page = await fetch(url)
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; .*frame-ancestors 'none'$/)
  const form = new FormData()
  form.append('file', new Blob(['Monday,18:00\n']), 'schedule.csv')
  const upload = await fetch(`${url}/api/chat/conversations/${conversationId}/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token('carl')}` },
    body: form,
  })
  assert.equal(upload.status, 201, 'an upload')
  const fileUrl: unknown = JSON.parse(await upload.text()).message.file.url
  return {
    cohorts,
    conversationId,
    fileUrl: String(fileUrl),
    token,
    signWith: (other) => {
      secret = other
    },
    as,
  }
}
