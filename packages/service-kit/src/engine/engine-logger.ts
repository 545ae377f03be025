import type { BaseLogger } from 'pino'

/** The part of a pino (or Fastify) logger that the engine writes to. */
export type EngineLogger = Pick<BaseLogger, 'debug' | 'info' | 'warn' | 'error'>
