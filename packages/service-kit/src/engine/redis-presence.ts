import type { Redis } from 'ioredis'
import { type BatchOptions, inBatches } from '../batches.ts'
import { LuaScript } from './lua-script.ts'
import { type Connection, PRESENCE_LIFETIME_MS, type PresenceOptions, type PresenceStore } from './presence.ts'
import { settled } from './redis-connection.ts'

// The braces put all of presence in one hash slot, as its scripts need it on a Redis Cluster.
const PEOPLE = 'touchline:{presence}:people'
const PERSON = 'touchline:{presence}:person:'

/** The most connections or people of one script, so that none of them keeps Redis from others for long. */
const CHUNK = 500

/** After an outage everybody comes online at once. */
const connectBatches: BatchOptions = { most: CHUNK, requests: 4 }

const connect = new LuaScript('presence-connect')
const disconnect = new LuaScript('presence-disconnect')
const expire = new LuaScript('presence-expire')
const online = new LuaScript('presence-online')

/** Presence that all instances share. Its keys do not expire by themselves: whoever calls `expire` reports the person. */
export class RedisPresence implements PresenceStore {
  readonly #redis: Redis
  readonly #lifetimeMs: number
  readonly #connect = inBatches<Connection, { first: boolean }>(connectBatches, async (connections) => {
    const come = new Set(await this.refresh(connections))
    // Of several connections of one person that have come together, one has brought them online.
    return connections.map(({ userId }) => ({ first: come.delete(userId) }))
  })

  /** The connection is its owner's to close. */
  constructor(redis: Redis, options: PresenceOptions = {}) {
    this.#redis = redis
    this.#lifetimeMs = options.lifetimeMs ?? PRESENCE_LIFETIME_MS
  }

  connect(userId: string, connectionId: string): Promise<{ first: boolean }> {
    return this.#connect({ userId, connectionId })
  }

  async disconnect(userId: string, connectionId: string): Promise<{ last: boolean }> {
    await settled(this.#redis)
    return { last: (await disconnect.run(this.#redis, [PEOPLE, PERSON + userId], [userId, connectionId])) === 1 }
  }

  async refresh(connections: readonly Connection[]): Promise<string[]> {
    await settled(this.#redis)
    const come: string[] = []
    for (const part of chunks(connections)) {
      const keys = [PEOPLE, ...part.map(({ userId }) => PERSON + userId)]
      const args = [this.#lifetimeMs, ...part.flatMap(({ userId, connectionId }) => [userId, connectionId])]
      come.push(...strings(await connect.run(this.#redis, keys, args)))
    }
    return come
  }

  async online(userIds: readonly string[]): Promise<string[]> {
    await settled(this.#redis)
    const found: string[] = []
    for (const part of chunks(userIds)) found.push(...strings(await online.run(this.#redis, [PEOPLE], part)))
    return found
  }

  async expire(): Promise<string[]> {
    await settled(this.#redis)
    const gone: string[] = []
    for (;;) {
      const part = strings(await expire.run(this.#redis, [PEOPLE], [PERSON, CHUNK]))
      gone.push(...part)
      if (part.length < CHUNK) return gone
    }
  }

  async close(): Promise<void> {}
}

function* chunks<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += CHUNK) yield all.slice(start, start + CHUNK)
}

function strings(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.filter((item) => typeof item === 'string') : []
}
