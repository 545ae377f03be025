/** A Postgres of our own, from npm alone: for `pnpm start` and for tests. */
export { freePort } from './free-port.ts'
export { processCommand, processStart } from './process-identity.ts'
export { type EmbeddedPostgres, type PostgresOptions, type PostgresSettings, startPostgres } from './start-postgres.ts'
