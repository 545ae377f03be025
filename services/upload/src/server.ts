import { loadConfig, runService, startOrExplain } from '@touchline/service-kit'
import { buildUploadService } from './app.ts'
import { UploadConfig } from './config.ts'

await startOrExplain(async () => {
  const config = loadConfig(UploadConfig, process.env)
  const app = await buildUploadService(config)
  await runService(app, { host: config.HOST, port: config.PORT, drainSeconds: config.DRAIN_SECONDS })
})
