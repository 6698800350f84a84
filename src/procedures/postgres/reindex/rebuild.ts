import { formatDuration } from '../../../base/duration.ts'
import { RemoteError } from '../../../base/errors.ts'
import { formatSize } from '../../../base/size.ts'
import { sql } from '../../../base/sql.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import { climb } from '../../../targets/postgres/lock-ladder.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { ApplyContext, Outcome } from '../../contract.ts'
import { bloatOf } from '../bloat/judge.ts'
import type { Rewritten } from '../bloat/past.ts'
import { noRoom } from '../bloat/room.ts'
import { displayName, quoted } from '../table-name.ts'
import { runConcurrently, runLocking } from './concurrent.ts'
import { confirmIndexes } from './confirm.ts'
import { tidyAfter } from './drop-leftover.ts'
import { measureIndexes } from './measure.ts'
import type { MeasuredIndex } from './measure.ts'
import type { ReindexParams } from './params.ts'
import { roomToRebuild } from './steps.ts'
import type { RebuildArgs } from './steps.ts'

/** What one try did. */
type Tried = { readonly before: MeasuredIndex; readonly after: MeasuredIndex; readonly ms: number } | { readonly not: string }

/**
 * Rebuilds one index. Promises: each try looks again whether the index is there, whether it is bloated still where that was to be seen, and whether there is room; a
 * try that failed leaves nothing behind if the server lets us; killed at any moment it leaves the old index in its place, and a leftover that the next look recognises.
 */
export async function rebuildIndex(target: PostgresTarget, args: RebuildArgs, params: ReindexParams, ctx: ApplyContext): Promise<Outcome> {
  const ladder = {
    what: displayName(args.table),
    tries: params['lock-tries'],
    checkpoint: ctx.checkpoint,
    signal: ctx.signal,
    log: ctx.log,
  }
  const { value, waits } = await climb(target, () => tryRebuild(target, args, params, ctx), ladder)
  if ('not' in value) return { summary: `${displayName(args)} was not rebuilt: ${value.not}`, waits }
  const [before, after] = [value.before.measured.bytes, value.after.measured.bytes]
  ctx.measure('bytes before', before, 'bytes')
  ctx.measure('bytes after', after, 'bytes')
  ctx.measure('bytes freed', before - after, 'bytes')
  ctx.measure('duration', Math.round(value.ms), 'ms')
  const rewritten: Rewritten = { name: displayName(args), definition: value.after.definition, bytes: after, rows: value.after.rows }
  return {
    summary: `rebuilt ${displayName(args)}: ${formatSize(before)} before, ${formatSize(after)} after, in ${formatDuration(value.ms)}`,
    rewritten,
    waits,
  }
}

async function tryRebuild(target: PostgresTarget, args: RebuildArgs, params: ReindexParams, ctx: ApplyContext): Promise<Tried> {
  const before = await find(target, args)
  if (before === null) return { not: 'it is gone' }
  if (args.onlyIfBloated) {
    const fine = await notBloated(target, before, params)
    if (fine !== null) return { not: fine }
  }
  const missing = noRoom(roomToRebuild(before.measured.bytes), before.room, params.room)
  if (missing !== null)
    throw new RemoteError(`${target.server.place}: ${displayName(args)} was not rebuilt: ${missing.why}`, {
      transient: false,
      hint: missing.hint,
    })
  const started = performance.now()
  try {
    if (args.concurrently) await runConcurrently(target, args, params, ctx)
    else await runLocking(target, args.statement, params, ctx)
  } catch (error) {
    if (args.concurrently) await tidyAfter(target, args, params, ctx)
    throw explained(error)
  }
  const after = await find(target, args)
  return after === null ? { not: 'it was dropped right after' } : { before, after, ms: performance.now() - started }
}

async function find(target: PostgresTarget, args: RebuildArgs): Promise<MeasuredIndex | null> {
  const [row] = await target.read<{ oid: number | null }>(sql`select to_regclass(${quoted(args)})::oid::int8 as oid`)
  if (row!.oid === null) return null
  return (await measureIndexes(target, [row!.oid], args.past === null ? [] : [args.past]))[0] ?? null
}

/** What speaks against a rebuild by the statistics of now; null: it is bloated. */
async function notBloated(target: PostgresTarget, index: MeasuredIndex, params: ReindexParams): Promise<string | null> {
  const limit = params['min-bloat'] / 100
  const estimate = bloatOf(index.measured)
  const { confirmed } =
    estimate === null || estimate >= limit ? await confirmIndexes(target, [index], params['confirm-up-to']) : { confirmed: [] }
  const share = bloatOf(confirmed[0]?.measured ?? index.measured)
  if (share === null) return 'fresh statistics still do not tell how bloated it is'
  return share >= limit ? null : `${Math.round(share * 100)} % of it are bloat, by fresh statistics`
}

/** What the server says of rows that a unique index can't take is no fault of the rebuild, and a retry is no cure. */
const explained = (error: unknown): unknown =>
  sqlStateOf(error) === '23505' && error instanceof RemoteError
    ? new RemoteError(error.message, {
        transient: false,
        cause: error,
        hint: 'the table has rows that are equal in what the index keeps unique: remove all but one of them, or drop the index.',
      })
    : error
