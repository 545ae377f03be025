import { startOrExplain } from '@touchline/service-kit'
import { start } from './start.ts'

await startOrExplain(() => start(process.env))
