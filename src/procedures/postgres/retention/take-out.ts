import { writtenBefore } from '../../../backup/archive/written-before.ts'
import { RemoteError } from '../../../base/errors.ts'
import type { JsonObject } from '../../../base/json.ts'
import { identifier, quoteLiteral, sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import { climb } from '../../../targets/postgres/lock-ladder.ts'
import type { PostgresTarget, Transaction } from '../../../targets/postgres/index.ts'
import type { ApplyContext, Outcome } from '../../contract.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { readMark, writeMark } from './mark.ts'
import type { RetentionParams } from './params.ts'
import { hasExpired } from './predicate.ts'
import type { Policy } from './predicate.ts'

export type DetachArgs = JsonObject &
  TableName & {
    readonly do: 'detach'
    readonly parent: TableName & JsonObject
    /** The table of the task: by it the mark says whose partition this was. */
    readonly of: TableName & JsonObject
    readonly until: string
  }

export type DropArgs = JsonObject & TableName & Policy & { readonly do: 'drop' }

type Place = { readonly attached: boolean; readonly pending: boolean; readonly besideDefault: boolean; readonly comment: string | null }

const statementTimeoutMs = 300_000
const readTimeoutMs = 3_600_000

/**
 * Detaches a partition. The states it goes through are marked (a comment says that Upkeep takes it out), pending (a concurrent detach that did not
 * come to its end) and detached. Each try looks again where it stands, so that it goes on from wherever a lock, or a killed worker, left it.
 */
export async function detachPartition(
  target: PostgresTarget,
  args: DetachArgs,
  params: RetentionParams,
  ctx: ApplyContext,
): Promise<Outcome> {
  const ladder = { what: displayName(args), tries: params['lock-tries'], checkpoint: ctx.checkpoint, signal: ctx.signal, log: ctx.log }
  const limits = { timeoutMs: statementTimeoutMs, signal: ctx.signal }
  const place = await whereIs(target, args)
  if (place === null) return { summary: `${displayName(args)} is gone: somebody dropped it` }
  if (readMark(place.comment) === null) {
    const mark = writeMark({ of: displayName(args.of), until: args.until, at: await serverClock(target) })
    await climb(
      target,
      () => target.write((tx) => tx.change({ text: `COMMENT ON TABLE ${quoted(args)} IS ${quoteLiteral(mark)}`, values: [] }), limits),
      ladder,
    )
  }
  const { waits } = await climb(
    target,
    async () => {
      const now = await whereIs(target, args)
      if (now === null || !now.attached) return
      const detach = `ALTER TABLE ${quoted(args.parent)} DETACH PARTITION ${quoted(args)}`
      if (now.pending) await target.utility({ text: `${detach} FINALIZE`, values: [] }, limits)
      else if (now.besideDefault) await target.write((tx) => tx.change({ text: detach, values: [] }), limits)
      else await target.utility({ text: `${detach} CONCURRENTLY`, values: [] }, limits)
    },
    ladder,
  )
  return { summary: `detached ${displayName(args)}; it is a table of its own until it is dropped`, waits }
}

/** Drops a table that was taken out before, after a look whether it still is what it was. Throws when it is attached again, or somebody else's. */
export async function dropPartition(target: PostgresTarget, args: DropArgs, params: RetentionParams, ctx: ApplyContext): Promise<Outcome> {
  const ladder = { what: displayName(args), tries: params['lock-tries'], checkpoint: ctx.checkpoint, signal: ctx.signal, log: ctx.log }
  const place = await whereIs(target, args)
  if (place === null) return { summary: `${displayName(args)} is gone already` }
  const { waits } = await climb(
    target,
    () =>
      target.write(
        async (tx) => {
          await tx.change({ text: `LOCK TABLE ${quoted(args)} IN ACCESS EXCLUSIVE MODE`, values: [] })
          const now = await whereIs({ read: tx.rows }, args)
          if (now === null) return
          if (now.attached || readMark(now.comment) === null)
            throw changed(args, now.attached ? 'is attached to its table again' : 'has lost the mark that Upkeep gave it')
          // A row without a value is none that has expired: as a partition the table had none, on its own it may have got one. After a concurrent detach a constraint
          // of the table says what it holds, that there is a value too: then this reads nothing.
          await tx.change(sql`set local constraint_exclusion = on`)
          const [rest] = await tx.rows<{ some: boolean }>(
            sql`select exists (select from ${identifier(args.schema, args.name)} where not (${hasExpired({ ...args, archived: null })}) or ${identifier(args.column)} is null) as some`,
          )
          if (rest!.some) throw changed(args, 'holds rows that have not expired')
          if (args.archived != null && (await holdsNewer(tx, args, args.archived)))
            throw changed(args, 'holds rows that were written after it was archived')
          await tx.change({ text: `DROP TABLE ${quoted(args)}`, values: [] })
        },
        // Nobody uses it any more: reading it through under the lock keeps nobody waiting.
        { timeoutMs: args.archived == null ? statementTimeoutMs : readTimeoutMs, signal: ctx.signal },
      ),
    ladder,
  )
  return { summary: `dropped ${displayName(args)}`, waits }
}

async function holdsNewer({ rows }: Transaction, table: TableName, archived: string): Promise<boolean> {
  const newer: Sql = { text: writtenBefore(archived), values: [] }
  const [row] = await rows<{ some: boolean }>(
    sql`select exists (select from ${identifier(table.schema, table.name)} where not ${newer}) as some`,
  )
  return row!.some
}

const changed = (table: TableName, what: string): RemoteError =>
  new RemoteError(`${displayName(table)} ${what}: it was not dropped`, {
    transient: false,
    hint: 'look whether somebody needs it; the next run plans anew.',
  })

/** Where a partition stands; null when it is gone. */
async function whereIs(target: Pick<PostgresTarget, 'read'>, table: TableName): Promise<Place | null> {
  const [row] = await target.read<Place>(sql`
    select i.inhrelid is not null as attached, coalesce(i.inhdetachpending, false) as pending, obj_description(c.oid, 'pg_class') as comment,
      exists (select from pg_partitioned_table p where p.partrelid = i.inhparent and p.partdefid <> 0) as "besideDefault"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_inherits i on i.inhrelid = c.oid
    where n.nspname = ${table.schema} and c.relname = ${table.name}`)
  return row ?? null
}

async function serverClock(target: PostgresTarget): Promise<string> {
  const [row] = await target.read<{ now: string }>(sql`select clock_timestamp() as now`)
  return row!.now
}
