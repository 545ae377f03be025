/** Every socket of one person. */
export const personRoom = (userId: string): string => `u:${userId}`

/** The sockets that hear everything of a conversation. */
export const conversationRoom = (conversationId: string): string => `c:${conversationId}`

/** The participants' sockets that have muted a conversation: of it and its people they hear all but what is said in it. */
export const quietRoom = (conversationId: string): string => `q:${conversationId}`
