import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Redis } from 'ioredis'

/** A script that Redis runs in one piece. Its file, beside this one, says what its KEYS and ARGV are. */
export class LuaScript {
  readonly #source: string
  readonly #sha: string
  /**
   * The connections on which Redis has been given the source. Sending it first, instead of after a miss, keeps commands
   * in the order in which they were asked for.
   */
  readonly #given = new WeakSet<object>()

  constructor(name: string) {
    this.#source = readFileSync(new URL(`./${name}.lua`, import.meta.url), 'utf8')
    this.#sha = createHash('sha1').update(this.#source).digest('hex')
  }

  async run(redis: Redis, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    const run = () => this.runWithSource(redis, keys, args)
    if (!this.#given.has(redis.stream)) {
      this.#given.add(redis.stream)
      return run()
    }
    try {
      return await redis.evalsha(this.#sha, keys.length, ...keys, ...args)
    } catch (error) {
      // SCRIPT FLUSH.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
      return run()
    }
  }

  /** As `run`, and never asked for a second time: so the order of commands stays whatever Redis has forgotten. For short scripts. */
  runWithSource(redis: Redis, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return redis.eval(this.#source, keys.length, ...keys, ...args)
  }
}
