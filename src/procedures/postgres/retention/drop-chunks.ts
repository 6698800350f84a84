import { conditionOf } from '../../../backup/archive/condition.ts'
import { writtenBefore } from '../../../backup/archive/written-before.ts'
import { RemoteError } from '../../../base/errors.ts'
import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import { climb } from '../../../targets/postgres/lock-ladder.ts'
import type { PostgresTarget, Transaction } from '../../../targets/postgres/index.ts'
import type { ApplyContext, Outcome } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { chunksOlder } from './chunks.ts'
import type { RetentionParams } from './params.ts'
import type { Policy } from './predicate.ts'

export type DropChunksArgs = JsonObject &
  TableName &
  Policy & { readonly do: 'drop-chunks'; readonly functions: string; readonly until: string }

const timeoutMs = 3_600_000

/**
 * Drops the chunks that have expired, all in one transaction. Where they were archived, they are locked first and asked for rows that the archive doesn't hold:
 * with one of these, and with a chunk that came since, none is dropped.
 */
export async function dropChunks(
  target: PostgresTarget,
  args: DropChunksArgs,
  params: RetentionParams,
  ctx: ApplyContext,
): Promise<Outcome> {
  const ladder = { what: displayName(args), tries: params['lock-tries'], checkpoint: ctx.checkpoint, signal: ctx.signal, log: ctx.log }
  const attempt = (): Promise<number> =>
    target.write(
      async (tx) => {
        if (args.archived != null) await requireArchived(tx, args, args.archived)
        return (await tx.rows(sql`select ${{ text: chunksOlder('drop_chunks', args.functions, args, args), values: [] }}`)).length
      },
      { timeoutMs, signal: ctx.signal },
    )
  const { value: dropped, waits } = await climb(target, attempt, ladder)
  ctx.measure('chunks dropped', dropped, 'count')
  return { summary: `dropped ${dropped} chunks of ${displayName(args)}`, dropped, waits }
}

async function requireArchived({ rows, change }: Transaction, args: DropChunksArgs, archived: string): Promise<void> {
  const chunks = await rows<{ chunk: string }>(
    sql`select shown::text as chunk from ${{ text: chunksOlder('show_chunks', args.functions, args, args), values: [] }} shown`,
  )
  if (chunks.length === 0) return
  await change({ text: `LOCK TABLE ${chunks.map(({ chunk }) => chunk).join(', ')} IN ACCESS EXCLUSIVE MODE`, values: [] })
  for (const { chunk } of chunks) {
    const outside = conditionOf({ column: args.column, from: args.until, before: null }, args.columnType)
    const [newer] = await rows<{ some: boolean }>({
      text: `select exists (select from ${chunk} where not ${writtenBefore(archived)} or ${outside}) as some`,
      values: [],
    })
    if (newer!.some)
      throw new RemoteError(`${chunk} holds rows that were written after ${displayName(args)} was archived: no chunk was dropped`, {
        transient: false,
        hint: 'the next run archives them too.',
      })
  }
}
