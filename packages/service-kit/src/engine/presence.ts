/** One socket of one person. `connectionId` is unique across instances. */
export interface Connection {
  readonly userId: string
  readonly connectionId: string
}

export interface PresenceOptions {
  /**
   * How long a connection counts without being refreshed, in milliseconds, default 30,000. With a refresh every 15 s
   * and an `expire` every 5 s, the people of an instance that died are offline after at most 35 s.
   */
  readonly lifetimeMs?: number | undefined
}

export const PRESENCE_LIFETIME_MS = 30_000

/**
 * Who is online, by connection, across all instances. A person goes online with the first connection and offline with
 * the last, and each of these turns is reported by exactly one call, whichever instance makes it.
 */
export interface PresenceStore {
  /** `first`: the person has come online by it. */
  connect(userId: string, connectionId: string): Promise<{ first: boolean }>
  /** `last`: the person has gone offline by it. */
  disconnect(userId: string, connectionId: string): Promise<{ last: boolean }>
  /**
   * Says that these connections still stand. Answers with the people who have come online by it: connections that the
   * store had forgotten, for example because Redis lost its data.
   */
  refresh(connections: readonly Connection[]): Promise<string[]>
  /** Those of these people who are online. */
  online(userIds: readonly string[]): Promise<string[]>
  /** The people who have gone offline because their last connection was not refreshed. */
  expire(): Promise<string[]>
  close(): Promise<void>
}
