import { createEngine, httpCommands, OrderedFeed } from '@touchline/service-kit'

const { REDIS_URL = '', CONVERSATION_URL = '', INTERNAL_SECRET = '' } = process.env
const tell = (...what: unknown[]) => console.error(...what)
const logger = { debug() {}, info() {}, warn: tell, error: tell }
const { bus } = createEngine({ redisUrl: REDIS_URL, sendsPerSecond: 0, logger })
const { commands } = httpCommands({ url: CONVERSATION_URL, secret: INTERNAL_SECRET })
const feeds = new Map<string, OrderedFeed>()

function follow(conversationId: string, position = { version: 0, lastSeq: 0 }): OrderedFeed {
  const feed = new OrderedFeed({
    conversationId,
    position,
    // Derive what you need, and store it together with the position after it.
    apply(event) {
      if (event.type === 'message.created') console.log(`${event.data.seq} ${event.data.content}`)
    },
    async catchUp(version) {
      const { conversations } = await commands.catchUp({ positions: [{ conversationId, version }] })
      return conversations[0]
    },
    logger,
  })
  feeds.set(conversationId, feed)
  void feed.catchUp()
  return feed
}

await bus.subscribeAll((event) => {
  const { conversationId } = event
  if (conversationId !== undefined) (feeds.get(conversationId) ?? follow(conversationId)).push(event)
})
bus.onReconnect(() => {
  for (const feed of feeds.values()) void feed.catchUp()
})
// Here: follow() each conversation that you stored a position of.
console.log('listening')
