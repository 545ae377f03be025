/** The environment variables by which `pnpm test` tells test processes where its servers are. */
export const environment = {
  /** Connection string of the maintenance database, as superuser. */
  postgres: 'TOUCHLINE_TEST_POSTGRES',
  redis: 'TOUCHLINE_TEST_REDIS',
  /** Names the run, so that what is made once per run can be told from that of another run on the same server. */
  run: 'TOUCHLINE_TEST_RUN',
} as const

/** @throws when the test file was started without `pnpm test` */
export function fromTestRun(name: keyof typeof environment): string {
  const value = process.env[environment[name]]
  if (value !== undefined && value !== '') return value
  throw new Error(
    `${environment[name]} is not set: run this test through pnpm test, which starts Postgres and Redis for it ` +
      '(pnpm test path/to/file.test.ts runs one file).',
  )
}
