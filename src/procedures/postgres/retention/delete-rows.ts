import { countOf, formatNumber } from '../../../base/number.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonObject } from '../../../base/json.ts'
import { identifier, sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import { climb } from '../../../targets/postgres/lock-ladder.ts'
import type { LockWait } from '../../../targets/postgres/lock-ladder.ts'
import type { PostgresTarget, Transaction } from '../../../targets/postgres/index.ts'
import type { ApplyContext, Outcome } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { nextPace } from './batch-size.ts'
import type { Pace, PaceLimits } from './batch-size.ts'
import { estimateRows } from './count.ts'
import type { RetentionParams } from './params.ts'
import { hasExpired } from './predicate.ts'
import type { Policy } from './predicate.ts'
import { requireGone } from './require-gone.ts'
import { heapBatch, indexBatch } from './walk.ts'
import type { Walk } from './walk.ts'

export type DeleteArgs = JsonObject & TableName & Policy & { readonly do: 'delete'; readonly walk: Walk; readonly rows: number }

/** What one batch did: `units` are rows along the index, pages over the heap. */
type Batch = { readonly deleted: number; readonly units: number; readonly end: boolean }

type Walker = {
  /** Of the server, for each batch. */
  readonly settings: Readonly<Record<string, string>>
  readonly first: number
  readonly max: number
  /** Deletes one batch; moves on only when `commit` is called, since a batch may be rolled back and tried again. */
  next(size: number): { readonly run: (transaction: Transaction) => Promise<Batch>; readonly commit: () => void }
}

/**
 * No batch deletes more rows than this, however quick they are: whoever commits meanwhile waits until the WAL of a batch is on disk. Measured: 1,000
 * rows take 1 to 2 ms; with 20,000 of them the p99 of others was 3.6 times as long.
 */
const maxRows = 1_000
/** The server ends a batch that takes longer; then something is wrong with it. */
const batchTimeoutMs = 60_000

/** Deletes what has expired. */
export async function deleteRows(target: PostgresTarget, args: DeleteArgs, params: RetentionParams, ctx: ApplyContext): Promise<Outcome> {
  const walker = args.walk === 'heap' ? await heapWalker(target, args, hasExpired(args)) : indexWalker(args)
  const outcome = await deleteInBatches(target, args, walker, params, ctx)
  await requireGone(target, { ...args, planned: args.rows }, hasExpired({ ...args, archived: null }), Number(outcome['deleted']))
  return outcome
}

/**
 * Deletes what a walker comes by, batch by batch, each committed. Promises: between two batches whatever may stop the run is honoured, and others have
 * their turn; batches take about `batch-time` each; one that meets a lock is tried again with growing waits; killed at any moment it leaves whole
 * batches done, and the next run goes on with what is left.
 */
export async function deleteInBatches(
  target: PostgresTarget,
  args: TableName & { readonly rows: number },
  walker: Walker,
  params: Pick<RetentionParams, 'batch-time' | 'nice-ratio' | 'lock-tries'>,
  ctx: ApplyContext,
): Promise<Outcome> {
  const limits: PaceLimits = { targetMs: params['batch-time'], min: 1, max: walker.max }
  const ladder = { what: displayName(args), tries: params['lock-tries'], checkpoint: ctx.checkpoint, signal: ctx.signal, log: ctx.log }
  const started = performance.now()
  const waits: LockWait[] = []
  let pace: Pace = { size: walker.first, msPerUnit: null }
  let [deleted, batches, longestMs, restedMs] = [0, 0, 0, 0]
  for (let end = false; !end;) {
    const batch = walker.next(pace.size)
    const began = { at: 0 }
    const climbed = await climb(
      target,
      () => {
        began.at = performance.now()
        return target.write((transaction) => batch.run(transaction), {
          timeoutMs: batchTimeoutMs,
          signal: ctx.signal,
          settings: walker.settings,
        })
      },
      ladder,
    )
    batch.commit()
    const ms = performance.now() - began.at
    const done = climbed.value
    waits.push(...climbed.waits)
    deleted += done.deleted
    batches += 1
    longestMs = Math.max(longestMs, ms)
    pace = nextPace(pace, { units: done.units, ms }, limits)
    ctx.progress(deleted, Math.max(args.rows, deleted), 'rows')
    end = done.end
    if (!end) restedMs += await rest(ms * params['nice-ratio'], ctx.signal)
  }
  await flushCounters(target)
  const seconds = (performance.now() - started) / 1_000
  ctx.measure('rows deleted', deleted, 'rows')
  ctx.measure('rows a second', Math.round(deleted / Math.max(seconds, 0.001)), 'rows/s')
  ctx.measure('batches', batches, 'count')
  ctx.measure('longest batch', Math.round(longestMs), 'ms')
  ctx.measure('rested between batches', Math.round(restedMs), 'ms')
  return {
    summary: `deleted ${countOf(deleted, 'row')} of ${displayName(args)} in ${formatNumber(batches)} ${batches === 1 ? 'batch' : 'batches'}, ${Math.round(seconds * 10) / 10} s`,
    deleted,
    batches,
    waits,
  }
}

/** Leaves the server to others for a while; a run that is to stop is told so by the checkpoint that follows. */
async function rest(ms: number, signal: AbortSignal): Promise<number> {
  const began = performance.now()
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => {})
  return performance.now() - began
}

/** A batch that is lost with the machine is deleted again by the next run: nobody need wait for the disk. */
const lazyCommit = { synchronous_commit: 'off' }

/** Range by range over the pages that there were at the beginning; rows in pages that are added later are new. */
export async function heapWalker(target: PostgresTarget, table: TableName, condition: Sql): Promise<Walker> {
  const [size] = await target.read<{ pages: number }>(sql`
    select pg_relation_size(c.oid) / current_setting('block_size')::int8 as pages
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ${table.schema} and c.relname = ${table.name}`)
  const pages = size?.pages ?? 0
  const rows = pages === 0 ? 0 : await estimateRows(target, identifier(table.schema, table.name), sql`true`)
  const rowsPerPage = Math.max(1, rows / Math.max(pages, 1))
  const max = Math.max(1, Math.floor(maxRows / rowsPerPage))
  let page = 0
  return {
    // Nothing but the range of pages is to be read, whatever the statistics say.
    settings: { ...lazyCommit, enable_seqscan: 'off', enable_indexscan: 'off', enable_bitmapscan: 'off' },
    first: Math.max(1, Math.min(max, Math.floor(2_000 / rowsPerPage))),
    max,
    next: (count) => {
      const to = page + count
      return {
        run: async ({ change }) => ({
          deleted: await change(heapBatch(table, condition, String(page), String(to))),
          units: Math.max(0, Math.min(to, pages) - page),
          end: to >= pages,
        }),
        commit: () => {
          page = to
        },
      }
    },
  }
}

/**
 * The oldest first, from where the last batch ended. Rows that were found and stay, since somebody changed them meanwhile or a trigger keeps them, are
 * passed by: where a whole batch of one moment stays, the next ones are twice as large each time, until one reaches further.
 */
function indexWalker(args: DeleteArgs): Walker {
  let from: Sql = { text: `'-infinity'::${args.columnType}`, values: [] }
  let last: string | null = null
  let least = 0
  return {
    settings: { ...lazyCommit, enable_seqscan: 'off' },
    first: 1_000,
    max: maxRows,
    next: (size) => {
      const limit = Math.max(size, least)
      let reached: string | null = null
      let stuck = false
      return {
        run: async ({ rows }) => {
          const [row] = await rows<{ deleted: number; found: number; reached: string | null }>(indexBatch(args, args, from, sql`${limit}`))
          const { deleted, found } = row!
          reached = row!.reached
          stuck = deleted === 0
          return { deleted, units: deleted, end: found < limit }
        },
        commit: () => {
          if (reached !== last) least = 0
          else if (stuck) least = 2 * limit
          if (reached !== null) from = sql`${reached}::${{ text: args.columnType, values: [] }}`
          last = reached
        },
      }
    },
  }
}

/** A session hands its counters over at most once a second, and later still when it idles: the next look, and VACUUM's bookkeeping, need them now. */
async function flushCounters(target: PostgresTarget): Promise<void> {
  if (target.server.major >= 15) await target.read(sql`select pg_stat_force_next_flush()`)
  else {
    await sleep(600)
    await target.read(sql`select 1 from ${identifier('pg_catalog', 'pg_class')} limit 1`)
  }
}
