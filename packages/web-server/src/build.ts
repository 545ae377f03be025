/** `pnpm --filter @touchline/web build`: makes `packages/web/dist`, with everything that is served compressed beforehand. */
import { buildWeb } from './build-web.ts'

process.stdout.write(`Built ${await buildWeb()}\n`)
