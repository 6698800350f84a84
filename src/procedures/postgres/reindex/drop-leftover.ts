import { sql } from '../../../base/sql.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import { climb } from '../../../targets/postgres/lock-ladder.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { ApplyContext, Outcome } from '../../contract.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { runConcurrently } from './concurrent.ts'
import type { ReindexParams } from './params.ts'
import { readInvalid } from './read-invalid.ts'
import type { ReadInvalid } from './read-invalid.ts'
import type { DropArgs } from './steps.ts'

/**
 * Drops what an interrupted REINDEX CONCURRENTLY left. Each try looks again: an index that is valid by now, that no longer has the name of a leftover, or on which
 * somebody works, is left alone.
 */
export async function dropLeftover(target: PostgresTarget, args: DropArgs, params: ReindexParams, ctx: ApplyContext): Promise<Outcome> {
  const ladder = {
    what: displayName(args.table),
    tries: params['lock-tries'],
    checkpoint: ctx.checkpoint,
    signal: ctx.signal,
    log: ctx.log,
  }
  const { value, waits } = await climb(target, () => dropIfLeftover(target, args, params, ctx), ladder)
  return { summary: value, waits }
}

type Drop = TableName & { readonly table: TableName; readonly statement: string }

async function dropIfLeftover(target: PostgresTarget, args: Drop, params: ReindexParams, ctx: ApplyContext): Promise<string> {
  const name = displayName(args)
  const found = await findInvalid(target, args)
  if (found === null) return `${name} was not dropped: it is gone, or valid`
  if (found.leftoverOf === null) return `${name} was not dropped: no other index of its table has the name that it was made from`
  try {
    await runConcurrently(target, args, params, ctx)
  } catch (error) {
    if (sqlStateOf(error) !== '42704') throw error
    return `${name} is gone: somebody dropped it`
  }
  return `dropped ${name}`
}

async function findInvalid(target: PostgresTarget, index: TableName): Promise<ReadInvalid | null> {
  const [row] = await target.read<{ oid: number | null }>(sql`select to_regclass(${quoted(index)})::oid::int8 as oid`)
  return row!.oid === null ? null : ((await readInvalid(target, [row!.oid]))[0] ?? null)
}

/** After a rebuild that failed: what it left is dropped at once where that can be done. Where it can't, the next look finds it. */
export async function tidyAfter(
  target: PostgresTarget,
  index: TableName & { readonly table: TableName },
  params: ReindexParams,
  ctx: ApplyContext,
): Promise<void> {
  if (ctx.signal.aborted) return
  try {
    for (const leftover of await leftoversOf(target, index)) {
      const statement = `DROP INDEX CONCURRENTLY ${quoted(leftover)}`
      await dropIfLeftover(target, { ...leftover, table: index.table, statement }, params, ctx)
    }
  } catch (error) {
    ctx.log.warn({ err: error }, `what an interrupted REINDEX of ${displayName(index)} left is still there`)
  }
}

async function leftoversOf(target: PostgresTarget, index: TableName & { readonly table: TableName }): Promise<readonly TableName[]> {
  const rows = await target.read<{ oid: number }>(
    sql`select indexrelid::int8 as oid from pg_index where indrelid = to_regclass(${quoted(index.table)}) and not indisvalid`,
  )
  const invalid = await readInvalid(
    target,
    rows.map(({ oid }) => oid),
  )
  return invalid.filter(({ leftoverOf }) => leftoverOf === index.name).map(({ schema, name }) => ({ schema, name }))
}
