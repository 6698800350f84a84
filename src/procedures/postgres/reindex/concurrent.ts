import { RemoteError } from '../../../base/errors.ts'
import { formatDuration } from '../../../base/duration.ts'
import { sql } from '../../../base/sql.ts'
import { describeBlocker, lockHoldersOf } from '../../../targets/postgres/blockers.ts'
import type { Blocker } from '../../../targets/postgres/blockers.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { LockNotGained } from '../../../targets/postgres/lock-ladder.ts'
import type { ApplyContext } from '../../contract.ts'
import { buildSettings } from '../bloat/build-limits.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import type { ReindexParams } from './params.ts'
import { watchBuild } from './watch-build.ts'

/**
 * Runs REINDEX or DROP INDEX CONCURRENTLY as one try of a lock ladder. Promises: it does not begin while another session holds the lock of the table that it needs (that is a try
 * which failed, with the holder's name); once begun, it waits for the transactions of others no longer than `wait` at each stage, then gives up with their names, and is not tried again
 * in this run: each try would be a whole build. Nobody who reads or writes waits behind it, so this wait may be longer than that of other locks.
 */
export async function runConcurrently(
  target: PostgresTarget,
  work: { readonly statement: string; readonly table: TableName },
  params: ReindexParams,
  ctx: ApplyContext,
): Promise<void> {
  await refuseWhileLocked(target, work.table)
  const watching = watchBuild(target, ctx)
  try {
    await target.utility(
      { text: work.statement, values: [] },
      { timeoutMs: params.timeout, lockTimeoutMs: params.wait, signal: ctx.signal, settings: buildSettings(params) },
    )
  } catch (error) {
    throw sqlStateOf(error) === '55P03' ? waitedTooLong(target, work, params, watching.blockers()) : error
  } finally {
    watching.end()
  }
}

/** Statements that take the strong locks wait for them like all others: a second at each try of the ladder. */
export async function runLocking(target: PostgresTarget, statement: string, params: ReindexParams, ctx: ApplyContext): Promise<void> {
  const watching = watchBuild(target, ctx)
  try {
    await target.utility(
      { text: statement, values: [] },
      { timeoutMs: params.timeout, signal: ctx.signal, settings: buildSettings(params) },
    )
  } finally {
    watching.end()
  }
}

async function refuseWhileLocked(target: PostgresTarget, table: TableName): Promise<void> {
  const relation = sql`to_regclass(${quoted(table)})`
  const [holder] = await target.watch<Blocker>(lockHoldersOf(relation))
  if (holder) throw await LockNotGained.on(target, relation, displayName(table))
}

function waitedTooLong(
  target: PostgresTarget,
  { statement }: { readonly statement: string },
  params: ReindexParams,
  blockers: readonly Blocker[],
): RemoteError {
  const who = blockers.length > 0 ? blockers.map(describeBlocker).join('; ') : 'a transaction that was not seen'
  return new RemoteError(`${target.server.place}: ${statement} gave up after it had waited ${formatDuration(params.wait)} for ${who}`, {
    transient: true,
    hint: 'let that transaction end, or raise `wait`.',
  })
}
