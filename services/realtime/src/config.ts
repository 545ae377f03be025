import { CommonConfig } from '@touchline/service-kit'
import Type, { type Static } from 'typebox'

/** The environment of the realtime service. */
export const RealtimeConfig = Type.Object({
  ...CommonConfig.properties,
  CONVERSATION_URL: Type.String({ format: 'url', description: 'base URL of the conversation service' }),
})
export type RealtimeConfig = Static<typeof RealtimeConfig>
