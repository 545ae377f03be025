import { CommonConfig } from '@touchline/service-kit'
import Type, { type Static } from 'typebox'

/** The environment of the conversation service. */
export const ConversationConfig = Type.Object({
  ...CommonConfig.properties,
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://' }),
  CONTACT_ALLOWLIST: Type.String({
    default: '',
    description: 'comma-separated numbers and addresses that may stay visible',
  }),
})
export type ConversationConfig = Static<typeof ConversationConfig>
