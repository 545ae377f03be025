import { loadSnapshots, lockConversations } from '../conversations/conversations.repository.ts'
import type { Handle } from '../database/database.ts'
import type { RosterChange } from '../publishing/roster-events.ts'
import {
  openBatchConversations,
  selectActiveAdmins,
  selectBatchRosters,
  selectConcerned,
  selectDirectRosters,
  writeDifferences,
} from './roster.repository.ts'
import { compareBatch, compareDirect, differs, type RosterDifference } from './roster.ts'

/** What a change of the directory concerns. */
export interface RosterScope {
  userIds: readonly string[]
  batchIds: readonly string[]
  /** Somebody became, or ceased to be, an active Admin. */
  everyBatch: boolean
  renamedUserIds: readonly string[]
  renamedBatchIds: readonly string[]
}

/**
 * Lets every conversation that a change of the directory concerns follow it: batch conversations open, people join and
 * leave, direct conversations that have become illegal close. Runs in the directory's transaction; answers with what
 * changed, to be told after the commit.
 */
export async function followDirectory(db: Handle, scope: RosterScope): Promise<RosterChange[]> {
  const opened = new Set(await openBatchConversations(db, await batchesThatMayOpen(db, scope)))
  const concerned = await selectConcerned(db, scope)
  if (concerned.length === 0) return []
  await lockConversations(db, concerned)
  const admins = await selectActiveAdmins(db)
  const batches = await selectBatchRosters(db, concerned)
  const directs = await selectDirectRosters(db, concerned)
  const renamed = new Set(
    await selectConcerned(db, { userIds: scope.renamedUserIds, batchIds: scope.renamedBatchIds, everyBatch: false }),
  )

  const differences = new Map<string, RosterDifference>()
  function note(id: string, wasReadOnly: boolean, difference: RosterDifference): void {
    const changes = differs(difference) || difference.readOnly !== wasReadOnly
    if (changes || opened.has(id) || renamed.has(id)) differences.set(id, difference)
  }
  for (const [id, roster] of batches) note(id, roster.readOnly, compareBatch(roster, admins))
  for (const [id, roster] of directs) note(id, roster.readOnly, compareDirect(roster))
  return writeRosters(db, differences, opened)
}

/** Writes differences and reads back what is to be told of them. */
export async function writeRosters(
  db: Handle,
  differences: ReadonlyMap<string, RosterDifference>,
  opened: ReadonlySet<string>,
): Promise<RosterChange[]> {
  if (differences.size === 0) return []
  await writeDifferences(db, differences)
  const snapshots = await loadSnapshots(db, [...differences.keys()])
  return snapshots.map((snapshot) => {
    const difference = differences.get(snapshot._id)
    return {
      snapshot,
      isNew: opened.has(snapshot._id),
      joined: difference?.joining.map(({ userId }) => userId) ?? [],
      left: difference?.leaving ?? [],
    }
  })
}

/** A batch without a conversation gets one as soon as a Coach or a Parent is active in it. */
async function batchesThatMayOpen(db: Handle, scope: RosterScope): Promise<string[]> {
  if (scope.userIds.length === 0) return [...scope.batchIds]
  const rows = await db
    .selectFrom('batch_members')
    .select('batch_id')
    .distinct()
    .where('user_id', 'in', scope.userIds)
    .execute()
  return [...new Set([...scope.batchIds, ...rows.map((row) => row.batch_id)])]
}
