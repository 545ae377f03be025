import type { ConversationCommands } from '@touchline/contracts'
import { parseAllowlist } from '@touchline/rules'
import type { Bus } from '@touchline/service-kit'
import type { FastifyBaseLogger } from 'fastify'
import { createCommands } from './commands.ts'
import { type ConversationsService, createConversationsService } from './conversations/conversations.service.ts'
import { openDatabase } from './database/database.ts'
import { migrate } from './database/migrate.ts'
import { createDirectoryService, type DirectoryService } from './directory/directory.service.ts'
import { createFilesService } from './files/files.service.ts'
import { createMessagesService, type MessagesService } from './messages/messages.service.ts'
import { createSendService, type SendService } from './messages/send.service.ts'
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
  /** Called for whatever the sweeper had to tell again. */
  onRepublish?: () => void
}

/** Opens the database, brings its schema up to date, and starts the sweeper. */
export async function createConversation(options: ConversationOptions): Promise<Conversation> {
  const { databaseUrl, bus, log, contactAllowlist = '', onRepublish = () => {} } = options
  const database = openDatabase({
    url: databaseUrl,
    onIdleError: (err) => log.warn({ err }, 'lost an idle connection to Postgres'),
  })
  try {
    const applied = await migrate(database.kysely)
    if (applied.length > 0) log.info({ applied }, 'migrated the database')
  } catch (error) {
    await database.close()
    throw error
  }
  const allowlist = parseAllowlist(contactAllowlist)
  const marks = createPublishedMarks(database)
  const publisher = createPublisher({ bus, marks, log })
  const sweeper = createSweeper({ database, publisher, marks, log, onRepublish })
  const sender = createSendService({ database, publisher, allowlist, log })
  const services = {
    conversations: createConversationsService({ database, publisher }),
    directory: createDirectoryService({ database, publisher, allowlist }),
    messages: createMessagesService({ database, publisher, allowlist }),
    people: createPeopleService(database),
    receipts: createReceiptsService({ database, publisher }),
    sender,
    sync: createSyncService(database),
  }
  const files = createFilesService({ database, sender, allowlist })
  const sessions = createSessionsService(database)
  sweeper.start()
  return {
    services,
    commands: createCommands({ ...services, files, sessions }),
    ready: async () => (await database.pool.query('select 1')).rowCount === 1,
    async close() {
      await sweeper.stop()
      await publisher.flush().catch((err: unknown) => log.warn({ err }, 'what is untold is left to the next sweep'))
      await database.close()
    },
  }
}
