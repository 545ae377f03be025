import { loadConfig, runService, startOrExplain } from '@touchline/service-kit'
import { buildRealtime } from './app.ts'
import { RealtimeConfig } from './config.ts'

await startOrExplain(async () => {
  const config = loadConfig(RealtimeConfig, process.env)
  const app = await buildRealtime(config)
  await runService(app, { host: config.HOST, port: config.PORT, drainSeconds: config.DRAIN_SECONDS })
})
