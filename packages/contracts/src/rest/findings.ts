import Type from 'typebox'
import { Finding } from '../entities/finding.ts'
import { closed } from '../text.ts'
import type { RestRoute } from './route.ts'

export const findingRoutes = {
  listFindings: {
    method: 'GET',
    url: '/api/chat/findings',
    auth: 'user',
    service: 'conversation',
    tag: 'Moderation',
    summary: 'Contacts that were hidden, newest first: who, where, when and which kind, never what. Admins only',
    querystring: closed({
      limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
      cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    }),
    replies: {
      200: closed({
        findings: Type.Array(Finding),
        nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'null at the end' }),
      }),
    },
    errors: ['FORBIDDEN'],
  },
} as const satisfies Record<string, RestRoute>
