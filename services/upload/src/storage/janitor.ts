import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConversationCommands } from '@touchline/contracts'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { hiddenNameOf, removeUnderAnyName } from './hidden-names.ts'
import { settleOlderThan, type UnsettledUpload } from './unsettled.ts'
import type { UploadFolders } from './upload-folders.ts'

const HOUR_MS = 3_600_000
/** What an upload that died leaves behind is removed after this time; none takes as long. */
const STALE_MS = HOUR_MS
/** A draft that no message used is given up after a day. */
const DRAFT_SECONDS = 24 * 3_600

interface JanitorOptions {
  commands: Pick<ConversationCommands, 'findFiles' | 'authorizeUpload' | 'expireDrafts'>
  folders: UploadFolders
  log: FastifyBaseLogger
  /** Milliseconds since 1970. */
  now?: () => number
}

export interface Janitor {
  /** One round; never rejects. Several instances may sweep the same folders at the same time. */
  sweep(): Promise<void>
}

/** Removes what uploads left behind: temporary files, files that got no message, drafts that nobody used. */
export function createJanitor({ commands, folders, log, now = Date.now }: JanitorOptions): Janitor {
  async function removeTemporary(): Promise<void> {
    for (const name of await readdir(folders.tmp)) {
      const path = join(folders.tmp, name)
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
      if (mtimeMs < now() - STALE_MS) await rm(path, { force: true })
    }
  }

  /** Removes the file only when it is certain that no message and no draft has it. Answers whether it is known now. */
  async function settle({ userId, conversationId, storedNames }: UnsettledUpload): Promise<boolean> {
    // Its message may have been stored and its name hidden since: then it goes by the other name.
    const names = [...new Set([...storedNames, ...storedNames.map(hiddenNameOf)])]
    const { files } = await commands.findFiles({ userId, storedNames: names })
    if (files.length > 0) return true
    // "Not found" proves something only while its uploader may read the conversation; otherwise the file stays.
    const isCertain = await commands.authorizeUpload({ userId, conversationId }).then(
      () => true,
      () => false,
    )
    if (!isCertain) return false
    await removeUnderAnyName(folders, storedNames)
    return true
  }

  async function settleUploads(): Promise<void> {
    await settleOlderThan(folders, new Date(now() - STALE_MS), async (upload) => {
      try {
        return await settle(upload)
      } catch (err) {
        log.warn({ err, storedNames: upload.storedNames }, 'an upload of unknown outcome stays for the next sweep')
        return false
      }
    })
  }

  async function removeDrafts(): Promise<void> {
    const { storedNames } = await commands.expireDrafts({ olderThanSeconds: DRAFT_SECONDS })
    await removeUnderAnyName(folders, storedNames)
  }

  return {
    async sweep() {
      for (const part of [removeTemporary, settleUploads, removeDrafts]) {
        // One part that fails, such as for a conversation service that is away, must not stop the others.
        await part().catch((err: unknown) => log.warn({ err }, 'a sweep of the uploads failed'))
      }
    },
  }
}

/** Sweeps once the app is ready and then every hour until it closes. */
export function keepSweeping(app: FastifyInstance, janitor: Janitor): void {
  let current: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const sweep = () => {
    current = janitor.sweep()
  }
  app.addHook('onReady', async () => {
    sweep()
    timer = setInterval(sweep, HOUR_MS).unref()
  })
  app.addHook('onClose', async () => {
    clearInterval(timer)
    await current
  })
}
