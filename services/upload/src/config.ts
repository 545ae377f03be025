import { CommonConfig } from '@touchline/service-kit'
import Type, { type Static } from 'typebox'

/** The environment of the upload service. It needs no Redis: it asks the conversation service, which tells everybody. */
export const UploadConfig = Type.Object({
  ...Type.Omit(CommonConfig, ['REDIS_URL']).properties,
  CONVERSATION_URL: Type.String({ pattern: '^https?://', description: 'base URL of the conversation service' }),
  UPLOAD_DIR: Type.String({ minLength: 1, default: '/data/uploads', description: 'shared by all upload instances' }),
  MAX_FILE_BYTES: Type.Integer({ minimum: 1, maximum: 1_073_741_824, default: 10_485_760, description: 'bytes' }),
  CONTACT_ALLOWLIST: Type.String({
    default: '',
    description: 'comma-separated numbers and addresses that may stay visible',
  }),
})
export type UploadConfig = Static<typeof UploadConfig>
