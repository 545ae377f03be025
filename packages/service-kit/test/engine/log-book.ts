import type { EngineLogger } from '../../src/engine/index.ts'

export interface LogEntry {
  readonly level: string
  readonly text: string
}

/** A logger that keeps what it is told. */
export function logBook(): { logger: EngineLogger; entries: LogEntry[] } {
  const entries: LogEntry[] = []
  const keep =
    (level: string) =>
    (...args: unknown[]) =>
      void entries.push({ level, text: args.filter((arg) => typeof arg === 'string').join(' ') })
  return { logger: { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }, entries }
}
