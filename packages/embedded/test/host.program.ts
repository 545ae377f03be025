/** A program that has started Postgres on a folder and stays, for tests that kill it. Prints the server's process id. */
import { startPostgres } from '../src/index.ts'

const postgres = await startPostgres({ dataDir: process.argv[2] ?? '', settings: { fsync: false } })
console.log(postgres.pid)
if (process.argv[3] === 'exit') process.exit(0)
setInterval(() => {}, 60_000)
