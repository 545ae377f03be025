import { enableCompileCache } from 'node:module'

// Loading some hundred modules is most of a start. It has to be on before they are asked for, so nothing is imported above.
enableCompileCache()

const [{ startOrExplain }, { start }] = await Promise.all([import('@touchline/service-kit'), import('./start.ts')])
await startOrExplain(() => start(process.env))
