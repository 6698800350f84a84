import { formatDuration } from '../../../base/duration.ts'
import { formatSize } from '../../../base/size.ts'
import { climb, lockTimeoutMs, SqliteError } from '../../../targets/sqlite/index.ts'
import type { PageCounts, SqliteTarget } from '../../../targets/sqlite/index.ts'
import type { ApplyContext, Outcome, Step } from '../../contract.ts'
import { readPages } from '../storage.ts'
import type { VacuumParams } from './params.ts'
import { roomForVacuum } from './assess.ts'
import { analyzeStatement, optimizeStatement } from './steps.ts'

type At = { readonly target: SqliteTarget; readonly params: VacuumParams; readonly ctx: ApplyContext }

export async function applyVacuum(step: Step, at: At): Promise<Outcome> {
  if (step.key === 'recover') return recover(at)
  if (step.key === 'incremental-vacuum') return measured(at, () => incrementalVacuum(step.args['batches'] as number, at))
  if (step.key === 'vacuum') return measured(at, (before) => vacuum(at, before))
  if (step.key === 'analyze') return analyze(step.args['tables'] as readonly string[] | null, at)
  if (step.key === 'checkpoint') return checkpoint(at)
  throw new Error(`there is no step ${step.key}`)
}

/** What needs a lock, tried as often as the task says. */
function locking<T>({ params, ctx }: At, what: string, work: () => Promise<T>): Promise<T> {
  return climb(work, { what, tries: params['lock-tries'], checkpoint: ctx.checkpoint, signal: ctx.signal, log: ctx.log })
}

const change = (at: At, sql: string): Promise<unknown> => locking(at, sql, () => at.target.query(sql, { busyMs: lockTimeoutMs }))

/** Reading through a connection that may write is enough: SQLite rolls back what it finds. */
async function recover(at: At): Promise<Outcome> {
  await change(at, 'PRAGMA schema_version')
  return { summary: 'the unfinished transaction is rolled back' }
}

async function incrementalVacuum(batches: number, at: At): Promise<void> {
  for (let done = 0; done < batches; done++) {
    await change(at, `PRAGMA incremental_vacuum(${at.params['batch-pages']})`)
    at.ctx.progress(done + 1, batches, 'batches')
  }
}

async function vacuum(at: At, counted: PageCounts): Promise<void> {
  const { freeBytes } = await at.target.files()
  const room = roomForVacuum(counted)
  if (freeBytes < room)
    throw new SqliteError(
      at.target.path,
      13,
      `VACUUM needs up to ${formatSize(room)} on its disk, and only ${formatSize(freeBytes)} are free by now`,
    )
  await change(at, 'VACUUM')
}

/** Pages before and after tell what was really given back; in WAL mode the file follows at the checkpoint. */
async function measured(at: At, work: (before: PageCounts) => Promise<void>): Promise<Outcome> {
  const { target, ctx } = at
  const started = performance.now()
  const counting = (): Promise<PageCounts> => locking(at, 'counting pages', () => readPages(target))
  const before = await counting()
  await work(before)
  const after = await counting()
  const expected = before.freePages * before.pageSize
  const freed = (before.pages - after.pages) * before.pageSize
  const ms = Math.round(performance.now() - started)
  ctx.measure('expected to be freed', expected, 'bytes')
  ctx.measure('freed', freed, 'bytes')
  ctx.measure('duration', ms, 'ms')
  return {
    summary: `${formatSize(freed)} given back of ${formatSize(expected)} expected, in ${formatDuration(ms)}`,
    freedBytes: freed,
    expectedBytes: expected,
  }
}

/**
 * SQLite's own PRAGMA optimize looks at this many rows of each index at the most. The transaction, in which nobody else can write, is over in milliseconds.
 */
const analysisLimit = 2_000

async function analyze(tables: readonly string[] | null, at: At): Promise<Outcome> {
  if (tables === null) {
    await change(at, optimizeStatement)
    return { summary: 'statistics refreshed where they were missing or out of date' }
  }
  await at.target.query(`PRAGMA analysis_limit = ${analysisLimit}`)
  for (const [done, table] of tables.entries()) {
    await change(at, analyzeStatement(table))
    at.ctx.progress(done + 1, tables.length, 'tables')
  }
  return { summary: `statistics of ${tables.length} ${tables.length === 1 ? 'table' : 'tables'} refreshed`, tables }
}

/** While it waits for readers a TRUNCATE keeps writers out: this long at most, in milliseconds. */
const truncateTimeoutMs = 200

/** First as much as goes without waiting for anybody, then, for a blink, the rest. */
async function checkpoint(at: At): Promise<Outcome> {
  const { target, ctx } = at
  const before = await target.files()
  await change(at, 'PRAGMA wal_checkpoint(PASSIVE)')
  await locking(at, 'emptying the write-ahead log', () => truncateWal(target))
  const after = await target.files()
  const shrunk = before.databaseBytes - after.databaseBytes
  ctx.measure('write-ahead log', after.walBytes, 'bytes')
  ctx.measure('freed on disk', shrunk + before.walBytes - after.walBytes, 'bytes')
  return {
    summary: `write-ahead log from ${formatSize(before.walBytes)} to ${formatSize(after.walBytes)}, database file from ${formatSize(before.databaseBytes)} to ${formatSize(after.databaseBytes)}`,
  }
}

/** A checkpoint that a reader keeps from ending says so in its row, and is no error. */
async function truncateWal(target: SqliteTarget): Promise<void> {
  const [row] = await target.query<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)', { busyMs: truncateTimeoutMs })
  if (row!.busy !== 0) throw new SqliteError(target.path, 5, 'a reader keeps the write-ahead log from being emptied')
}
