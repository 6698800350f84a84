import { sql } from '../../../base/sql.ts'
import type { Json } from '../../../base/json.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { readLife } from '../../../targets/postgres/went-down.ts'
import type { InspectContext } from '../../contract.ts'
import { readChecksumFailures, readInvalidIndexes } from '../check/inspect.ts'
import { findExtension } from '../extension.ts'
import { readAmcheck } from './amcheck.ts'
import { checkOn, isDown } from './check-on.ts'
import { readOutdatedCollations } from './collations.ts'
import { countObjects, countOtherIndexes } from './objects.ts'
import type { IntegrityObservation } from './observation.ts'
import type { IntegrityParams } from './params.ts'
import { newRound } from './progress.ts'
import type { Progress } from './progress.ts'

export async function inspectIntegrity(
  target: PostgresTarget,
  params: IntegrityParams,
  ctx: InspectContext,
): Promise<IntegrityObservation> {
  const started = performance.now()
  const [clock] = await target.read<{ now: string }>(sql`select clock_timestamp() as now`)
  const { now } = clock!
  const extension = await findExtension(target, 'amcheck')
  const amcheck = extension.installed === null ? null : await readAmcheck(target, extension.installed.schema)
  const before = earlier(ctx.previous, target.server.database) ?? {
    round: newRound(now),
    lastRound: null,
    damages: [],
    passedOver: [],
    crashes: [],
  }
  const progress =
    amcheck?.indexes || amcheck?.tables
      ? await checkOn(target, before, { scope: { amcheck, params }, signal: ctx.signal, now, life: await readLife(target) })
      : before
  // What is known of a crash has to be kept, so the look goes on to its end, over the connection that is made anew.
  const eye: PostgresTarget = isDown(progress, { now }) ? { ...target, read: target.watch } : target
  return {
    now,
    database: target.server.database,
    extension,
    amcheck,
    progress,
    objects: amcheck === null ? { all: 0, left: 0 } : await countObjects(eye, { amcheck, params }, progress.round.after),
    tookMs: Math.round(performance.now() - started),
    otherIndexes: await countOtherIndexes(eye),
    checksumFailures: await readChecksumFailures(eye),
    invalidIndexes: await readInvalidIndexes(eye),
    outdatedCollations: await readOutdatedCollations(eye),
  }
}

/** Where the last run stopped; null when there was none, in another database, or by an older version of Upkeep in another shape. */
function earlier(previous: Json, database: string): Progress | null {
  const seen = previous as Partial<IntegrityObservation> | null
  const progress = seen?.database === database ? (seen.progress as Partial<Progress> | undefined) : undefined
  return typeof progress?.round?.after === 'number' && Array.isArray(progress.damages) && Array.isArray(progress.passedOver)
    ? // Versions of Upkeep before this list had none.
      { ...(progress as Progress), crashes: progress.crashes ?? [] }
    : null
}
