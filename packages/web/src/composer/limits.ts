/** The most code points of a message, as the servers count them. */
export const MAX_CONTENT = 4_000
