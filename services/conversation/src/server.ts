import { loadConfig, runService, startOrExplain } from '@touchline/service-kit'
import { buildConversation } from './app.ts'
import { ConversationConfig } from './config.ts'

await startOrExplain(async () => {
  const config = loadConfig(ConversationConfig, process.env)
  const app = await buildConversation(config)
  await runService(app, { host: config.HOST, port: config.PORT, drainSeconds: config.DRAIN_SECONDS })
})
