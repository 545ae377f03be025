/** Every role a person of the academy can have, in the order in which lists show them. */
export const ROLES = ['admin', 'coach', 'parent'] as const
export type Role = (typeof ROLES)[number]

/** `direct`: exactly two people, one of them an Admin. `batch`: everybody of one batch (cohort). */
export const CONVERSATION_TYPES = ['direct', 'batch'] as const
export type ConversationType = (typeof CONVERSATION_TYPES)[number]
