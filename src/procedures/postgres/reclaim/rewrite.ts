import { formatDuration } from '../../../base/duration.ts'
import { RemoteError } from '../../../base/errors.ts'
import { formatSize } from '../../../base/size.ts'
import { sql } from '../../../base/sql.ts'
import { climb } from '../../../targets/postgres/lock-ladder.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { ApplyContext, Outcome } from '../../contract.ts'
import { buildSettings } from '../bloat/build-limits.ts'
import { bloatOf } from '../bloat/judge.ts'
import type { Rewritten } from '../bloat/past.ts'
import { noRoom } from '../bloat/room.ts'
import { displayName, quoted } from '../table-name.ts'
import { clearLeftover } from './clear-leftover.ts'
import { confirmTables } from './confirm.ts'
import { leftoverOn } from './leftovers.ts'
import { measureTables } from './measure.ts'
import type { MeasuredTable } from './measure.ts'
import type { ReclaimParams } from './params.ts'
import { repackArguments } from './repack-arguments.ts'
import { findRepack } from './repack-client.ts'
import { failed, runRepack } from './run-repack.ts'
import { roomForFull, roomToRepack } from './steps.ts'
import type { RewriteArgs } from './steps.ts'
import { watchRewrite } from './watch-rewrite.ts'

/** What one try did. */
type Tried = { readonly before: MeasuredTable; readonly after: MeasuredTable; readonly ms: number } | { readonly not: string }

/**
 * Writes one table anew. Promises: each try looks again whether it is there, whether it is bloated still where that was to be seen, and whether there is room; it is done
 * only when the table has another file than before; killed at any moment it leaves the old table whole, and what pg_repack left is recognised by the next look.
 */
export async function rewriteTable(target: PostgresTarget, args: RewriteArgs, params: ReclaimParams, ctx: ApplyContext): Promise<Outcome> {
  const ladder = { what: displayName(args), tries: params['lock-tries'], checkpoint: ctx.checkpoint, signal: ctx.signal, log: ctx.log }
  const { value, waits } = await climb(target, () => tryRewrite(target, args, params, ctx), ladder)
  if ('not' in value) return { summary: `${displayName(args)} was not written anew: ${value.not}`, waits }
  const [before, after] = [value.before.totalBytes, value.after.totalBytes]
  const share = bloatOf(value.before.measured)
  ctx.measure('bytes before', before, 'bytes')
  ctx.measure('bytes after', after, 'bytes')
  ctx.measure('bytes freed', before - after, 'bytes')
  if (share !== null) ctx.measure('bytes expected to be freed', Math.round(share * value.before.measured.bytes), 'bytes')
  ctx.measure('duration', Math.round(value.ms), 'ms')
  const rewritten: Rewritten = {
    name: displayName(args),
    definition: value.after.definition,
    bytes: value.after.measured.bytes,
    rows: value.after.rows,
  }
  return {
    summary: `wrote ${displayName(args)} anew with ${args.do === 'repack' ? 'pg_repack' : 'VACUUM FULL'}: with its indexes ${formatSize(before)} before, ${formatSize(after)} after, in ${formatDuration(value.ms)}`,
    rewritten,
    waits,
  }
}

async function tryRewrite(target: PostgresTarget, args: RewriteArgs, params: ReclaimParams, ctx: ApplyContext): Promise<Tried> {
  const before = await find(target, args)
  if (before === null) return { not: 'it is gone' }
  if (args.onlyIfBloated) {
    const fine = await notBloated(target, before, params)
    if (fine !== null) return { not: fine }
  }
  const missing = noRoom(args.do === 'repack' ? roomToRepack(before) : roomForFull(before), before.room, params.room)
  if (missing !== null) {
    throw new RemoteError(`${target.server.place}: ${displayName(args)} was not written anew: ${missing.why}`, {
      transient: false,
      hint: missing.hint,
    })
  }
  const started = performance.now()
  const said = args.do === 'repack' ? await repack(target, before, params, ctx) : await vacuumFull(target, args, params, ctx)
  const after = await find(target, args)
  if (after === null) return { not: 'it was dropped right after' }
  // pg_repack ends well too when it has skipped the table.
  if (after.read.filenode === before.read.filenode) throw failed(target, `did not write ${displayName(args)} anew`, said)
  return { before, after, ms: performance.now() - started }
}

async function repack(target: PostgresTarget, table: MeasuredTable, params: ReclaimParams, ctx: ApplyContext): Promise<string> {
  const { path, why, hint } = await findRepack(target)
  if (path === null) throw new RemoteError(`${target.server.place}: ${why}`, { transient: false, hint: hint! })
  const watching = watchRewrite(target, table, ctx)
  try {
    return await runRepack(target, {
      path,
      args: repackArguments(table, params),
      // It sets other limits on time to none by itself.
      settings: { ...buildSettings(params), ...(target.server.major >= 17 && { transaction_timeout: '0' }) },
      timeoutMs: params.timeout,
      waitMs: params.wait,
      signal: ctx.signal,
    })
  } catch (error) {
    if (!ctx.signal.aborted) await tidyAfter(target, table, params, ctx)
    throw error
  } finally {
    watching.end()
  }
}

/** What it could not clear away itself. Where that can't be done now, the next look finds it. */
async function tidyAfter(target: PostgresTarget, table: MeasuredTable, params: ReclaimParams, ctx: ApplyContext): Promise<void> {
  try {
    const left = await leftoverOn(target, table)
    if (left !== null && left.worker === null) await clearLeftover(target, left, params, ctx)
  } catch (error) {
    ctx.log.warn({ err: error }, `what pg_repack left of ${displayName(table)} is still there`)
  }
}

async function vacuumFull(target: PostgresTarget, args: RewriteArgs, params: ReclaimParams, ctx: ApplyContext): Promise<string> {
  const watching = watchRewrite(target, args, ctx)
  try {
    await target.utility(
      { text: args.statement, values: [] },
      { timeoutMs: params.timeout, signal: ctx.signal, settings: buildSettings(params) },
    )
    return ''
  } finally {
    watching.end()
  }
}

async function find(target: PostgresTarget, args: RewriteArgs): Promise<MeasuredTable | null> {
  const [row] = await target.read<{ oid: number | null }>(sql`select to_regclass(${quoted(args)})::oid::int8 as oid`)
  if (row!.oid === null) return null
  return (await measureTables(target, [row!.oid], args.past === null ? [] : [args.past]))[0] ?? null
}

/** What speaks against it by the statistics of now; null: it is bloated. */
async function notBloated(target: PostgresTarget, table: MeasuredTable, params: ReclaimParams): Promise<string | null> {
  const limit = params['min-bloat'] / 100
  const estimate = bloatOf(table.measured)
  const { confirmed } =
    estimate === null || estimate >= limit ? await confirmTables(target, [table], params['confirm-up-to']) : { confirmed: [] }
  const measured = confirmed[0]?.measured ?? table.measured
  const share = bloatOf(measured)
  if (share === null) return 'fresh statistics still do not tell how bloated it is'
  if (share >= limit && share * measured.bytes >= params['min-gain']) return null
  return `${Math.round(share * 100)} % of it are bloat, by fresh statistics`
}
