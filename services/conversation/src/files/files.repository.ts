import type { NewFile } from '@touchline/contracts'
import { sql } from 'kysely'
import type { Handle } from '../database/database.ts'
import { newId } from '../database/ids.ts'
import type { FileRow } from '../messages/message-row.ts'

/** Keeps a checked file as a draft of its uploader: a file that no message uses yet. */
export async function insertFile(
  db: Handle,
  file: NewFile,
  owner: { conversationId: string; uploaderId: string },
): Promise<FileRow> {
  const row: FileRow = {
    id: newId(),
    stored_name: file.storedName,
    name: file.name,
    size: file.size,
    mime_type: file.mimeType,
    width: file.width ?? null,
    height: file.height ?? null,
    thumbnail_name: file.thumbnailName ?? null,
  }
  await db
    .insertInto('files')
    .values({ ...row, conversation_id: owner.conversationId, uploader_id: owner.uploaderId })
    .execute()
  return row
}

/** Forgets a file that no message uses. */
export async function deleteDraft(db: Handle, id: string): Promise<void> {
  await sql`
    delete from files f where f.id = ${id} and not exists (select from messages m where m.file_id = f.id)`.execute(db)
}

/** Forgets the drafts that are older, and answers with the names under which they and their thumbnails are stored. */
export async function deleteDraftsOlderThan(db: Handle, seconds: number): Promise<string[]> {
  const { rows } = await sql<{ stored_name: string; thumbnail_name: string | null }>`
    delete from files f
    where f.created_at < now() - make_interval(secs => ${seconds})
      and not exists (select from messages m where m.file_id = f.id)
    returning f.stored_name, f.thumbnail_name`.execute(db)
  return rows.flatMap(({ stored_name: file, thumbnail_name: thumbnail }) =>
    thumbnail === null ? [file] : [file, thumbnail],
  )
}

export interface ReadableFile {
  storedName: string
  name: string
  mimeType: string
  size: number
}

/** The type of every thumbnail. */
const THUMBNAIL_TYPE = 'image/webp'

/**
 * Which of these stored names, of files or of their thumbnails, a person may read: those of messages in conversations that
 * they take part in, and their own drafts there. A deleted message's file is gone.
 */
export async function selectReadable(
  db: Handle,
  userId: string,
  storedNames: readonly string[],
): Promise<ReadableFile[]> {
  const { rows } = await sql<ReadableFile>`
    select given.name as "storedName", f.name, f.size::int as size,
      case when f.stored_name = given.name then f.mime_type else ${THUMBNAIL_TYPE} end as "mimeType"
    from unnest(${storedNames}::text[]) as given (name)
    join files f on f.stored_name = given.name or f.thumbnail_name = given.name
    join participants p on p.conversation_id = f.conversation_id and p.user_id = ${userId}
    left join messages m on m.file_id = f.id
    where case when m.id is null then f.uploader_id = ${userId} else m.deleted_at is null end`.execute(db)
  return rows
}
