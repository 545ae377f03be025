import { open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** What Postgres itself needs so that it can be watched; libraries that come with it. */
export const watchSettings = {
  shared_preload_libraries: 'pg_stat_statements,auto_explain',
  'pg_stat_statements.track_planning': 'on',
  'pg_stat_statements.track_utility': 'on',
  'auto_explain.log_format': 'text',
} as const

/** What a piece of work cost the database. */
export interface DatabaseCost {
  /** Planning and running of all its statements, in milliseconds. */
  readonly ms: number
  readonly statements: number
}

/** Asks Postgres what the statements of others cost and how it runs them. */
export interface DatabaseWatch {
  costOf(work: () => Promise<unknown>): Promise<DatabaseCost>
  /** Where whole tables are read while the work is done: lines of the plans. */
  seqScansOf(work: () => Promise<unknown>): Promise<string[]>
}

/** What services do by themselves comes at least this often, in milliseconds: its statements are told apart by it. */
const BACKGROUND_MS = 12_000

/** `client` is a superuser's, on the database that is watched; `logFile` the server's log. */
export async function watchDatabase(client: pg.Client, logFile: string): Promise<DatabaseWatch> {
  await client.query('create extension if not exists pg_stat_statements')

  /** Each statement of others that runs meanwhile, with the lines of its plan. */
  async function plansOf(work: () => Promise<unknown>): Promise<Map<string, string[]>> {
    await setting(client, 'auto_explain.log_min_duration', '0')
    const log = await open(logFile)
    try {
      const { size } = await log.stat()
      await work()
      await setting(client, 'auto_explain.log_min_duration', '-1')
      const { size: end } = await log.stat()
      const { buffer } = await log.read(Buffer.alloc(end - size), 0, end - size, size)
      const [, ...entries] = buffer.toString().split('Query Text: ')
      // Statements are told apart by how they begin; after it their plans follow.
      return new Map(entries.map((entry) => [entry.slice(0, 200), entry.split('\n')]))
    } finally {
      await log.close()
    }
  }

  const background = new Set((await plansOf(() => sleep(BACKGROUND_MS))).keys())
  return {
    async costOf(work) {
      await client.query('select pg_stat_statements_reset()')
      await work()
      const { rows } = await client.query<{ ms: number; statements: number }>(`
        select coalesce(sum(total_plan_time + total_exec_time), 0)::float8 as ms, coalesce(sum(calls), 0)::int as statements
        from pg_stat_statements
        where dbid = (select oid from pg_database where datname = current_database())
          and query not like '%pg_stat_statements%'`)
      return rows[0] ?? { ms: Number.NaN, statements: 0 }
    },

    async seqScansOf(work) {
      const plans = [...(await plansOf(work))].filter(([statement]) => !background.has(statement))
      if (plans.length === 0) throw new Error(`there are no plans in ${logFile}`)
      const lines = plans.flatMap(([, plan]) => plan).filter((line) => line.includes('Seq Scan on'))
      return [...new Set(lines.map((line) => line.trim()))]
    },
  }
}

/** For sessions that stand already too: they read their settings anew before the next statement. */
async function setting(client: pg.Client, name: string, value: string): Promise<void> {
  await client.query(`alter system set ${name} = '${value}'`)
  await client.query('select pg_reload_conf()')
  for (;;) {
    const { rows } = await client.query<{ value: string }>('select current_setting($1) as value', [name])
    if (rows[0]?.value.replace('ms', '') === value) return
  }
}
