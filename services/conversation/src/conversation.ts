import type { ConversationCommands } from '@touchline/contracts'
import type { Bus, RateLimiter } from '@touchline/service-kit'
import type { FastifyBaseLogger } from 'fastify'
import { Counter, type Registry } from 'prom-client'
import { createCommands } from './commands.ts'
import { createContactGuard } from './contacts/contact-guard.ts'
import { createFindingsService, type FindingsService } from './contacts/findings.service.ts'
import { createSplitWatch } from './contacts/split-watch.ts'
import { type ConversationsService, createConversationsService } from './conversations/conversations.service.ts'
import { createRosterNotes } from './conversations/note-rosters.ts'
import { openDatabase } from './database/database.ts'
import { onFirstContact } from './database/first-contact.ts'
import { createDirectoryService, type DirectoryService } from './directory/directory.service.ts'
import { refreshSkeletons } from './directory/refresh-skeletons.ts'
import { createFilesService } from './files/files.service.ts'
import { budgetOf } from './messages/budget.ts'
import { createMessagesService, type MessagesService } from './messages/messages.service.ts'
import { createSendService, type SendService } from './messages/send.service.ts'
import { migrateDatabase } from './migrate-database.ts'
import { createPeopleService, type PeopleService } from './people/people.service.ts'
import { createPublishedMarks } from './publishing/published-marks.ts'
import { createPublisher } from './publishing/publisher.ts'
import { createSweeper } from './publishing/sweeper.ts'
import { createReceiptsService, type ReceiptsService } from './receipts/receipts.service.ts'
import { createSessionsService } from './sessions/sessions.service.ts'
import { createSyncService, type SyncService } from './sync/sync.service.ts'

/** Everything that the conversation service can do, before any HTTP. */
export interface Conversation {
  services: {
    conversations: ConversationsService
    directory: DirectoryService
    findings: FindingsService
    messages: MessagesService
    people: PeopleService
    receipts: ReceiptsService
    sender: SendService
    sync: SyncService
  }
  /** What the other services ask of this one. */
  commands: ConversationCommands
  /** Whether Postgres answers. */
  ready(): Promise<boolean>
  /** Tells what is still untold, then closes the connections. */
  close(): Promise<void>
}

export interface ConversationOptions {
  databaseUrl: string
  bus: Bus
  log: FastifyBaseLogger
  /** Comma-separated numbers and addresses that may stay visible. */
  contactAllowlist?: string
  metrics: Registry
  /** Of everything that people write; without it uploads are not limited. */
  limiter?: RateLimiter
}

/** Opens the database, brings its schema up to date, and starts what runs by itself. */
export async function createConversation(options: ConversationOptions): Promise<Conversation> {
  const { databaseUrl, bus, log, metrics, limiter, contactAllowlist = '' } = options
  const database = openDatabase({
    url: databaseUrl,
    onIdleError: (reason) => log.warn({ reason }, 'lost an idle connection to Postgres'),
  })
  try {
    const applied = await onFirstContact(() => migrateDatabase(databaseUrl), log)
    if (applied.length > 0) log.info({ applied }, 'migrated the database')
    const refreshed = await refreshSkeletons(database)
    if (refreshed > 0) log.info({ refreshed }, 'brought the forms up to date by which imitated names are found')
  } catch (error) {
    await database.close()
    throw error
  }
  const guard = createContactGuard(contactAllowlist, metrics)
  const marks = createPublishedMarks(database)
  const publisher = createPublisher({ bus, marks, log })
  const republished = new Counter({
    name: 'touchline_conversation_republished_total',
    help: 'Conversations and people of which something had stayed untold on the bus',
    registers: [metrics],
  })
  const splits = createSplitWatch({ database, publisher, guard, log })
  const sweeper = createSweeper({ database, publisher, marks, splits, log, onRepublish: () => republished.inc() })
  const sender = createSendService({ database, publisher, guard, splits, log })
  const services = {
    conversations: createConversationsService({ database, publisher }),
    directory: createDirectoryService({ database, publisher, guard }),
    findings: createFindingsService(database),
    messages: createMessagesService({ database, publisher, guard, splits }),
    people: createPeopleService(database),
    receipts: createReceiptsService({ database, publisher }),
    sender,
    sync: createSyncService(database),
  }
  const files = createFilesService({ database, sender, guard })
  const sessions = createSessionsService(database)
  const rosterNotes = createRosterNotes({ database, log })
  sweeper.start()
  rosterNotes.start()
  return {
    services,
    commands: createCommands({
      ...services,
      files,
      sessions,
      spend: limiter === undefined ? async () => {} : budgetOf(limiter),
    }),
    ready: async () => (await database.pool.query('select 1')).rowCount === 1,
    async close() {
      await splits.stop()
      await rosterNotes.stop()
      await sweeper.stop()
      await publisher.flush().catch((err: unknown) => log.warn({ err }, 'what is untold is left to the next sweep'))
      await database.close()
    },
  }
}
