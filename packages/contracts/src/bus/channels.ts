const PREFIX = 'touchline'

/** The channel of everything that happens in one conversation. */
export const conversationChannel = (conversationId: string): string => `${PREFIX}:conversation:${conversationId}`

/** The channel of what concerns one person: joining and leaving conversations, a change of role, deactivation. */
export const userChannel = (userId: string): string => `${PREFIX}:user:${userId}`

/** What a service that wants everything subscribes to with `PSUBSCRIBE`. */
export const ALL_CHANNELS = `${PREFIX}:*`
