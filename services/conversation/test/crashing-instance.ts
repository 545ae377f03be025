import { createEngine } from '@touchline/service-kit'
import Fastify from 'fastify'
import { Registry } from 'prom-client'
import { createConversation } from '../src/conversation.ts'

// An instance of its own process, for a test to kill: it stores the two halves of a number and says so.
const [databaseUrl = '', conversationId = ''] = process.argv.slice(2)
const log = Fastify({ logger: false }).log
const { bus } = createEngine({ sendsPerSecond: 0, logger: log })
const { services } = await createConversation({ databaseUrl, bus, log, metrics: new Registry() })
for (const content of ['98765', '43210']) await services.sender.send({ senderId: 'carl', conversationId, content })
process.stdout.write('both are acknowledged\n')
