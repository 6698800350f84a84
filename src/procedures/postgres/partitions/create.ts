import { conditionOf, literalOf } from '../../../backup/archive/condition.ts'
import type { TimeType } from '../../../backup/archive/condition.ts'
import { RemoteError } from '../../../base/errors.ts'
import type { JsonObject } from '../../../base/json.ts'
import { quoteIdentifier, sql } from '../../../base/sql.ts'
import { formatDuration } from '../../../base/duration.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { climb } from '../../../targets/postgres/lock-ladder.ts'
import { workingOn } from '../../../targets/postgres/working-on.ts'
import type { ApplyContext, Outcome } from '../../contract.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import type { PartitionsParams } from './params.ts'
import { spanInWords } from './value-in-words.ts'

export type CreateArgs = JsonObject & {
  readonly parent: TableName & JsonObject
  readonly name: string
  readonly from: string
  readonly to: string
  readonly column: string
  readonly columnType: TimeType
  /** null: the role that makes it is the owner. */
  readonly owner: string | null
  readonly tablespace: string | null
  readonly byDefault: string | null
}

const boundName = quoteIdentifier('upkeep_bound')

/**
 * What makes a partition, all in one transaction. `CREATE TABLE ... PARTITION OF` would lock the table against its readers; ATTACH doesn't, and reads nothing,
 * since a constraint says already what the new table holds (PostgreSQL documentation, 5.12.2.2).
 */
export function statementsFor({ parent, name, from, to, column, columnType, owner, tablespace }: CreateArgs): readonly string[] {
  const [table, child] = [quoted(parent), quoted({ schema: parent.schema, name })]
  const key = quoteIdentifier(column)
  const range = conditionOf({ column, from, before: to }, columnType)
  return [
    `CREATE TABLE ${child} (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION, CONSTRAINT ${boundName} CHECK (${key} IS NOT NULL AND ${range}))${tablespace === null ? '' : ` TABLESPACE ${quoteIdentifier(tablespace)}`}`,
    ...(owner === null ? [] : [`ALTER TABLE ${child} OWNER TO ${quoteIdentifier(owner)}`]),
    `ALTER TABLE ${table} ATTACH PARTITION ${child} FOR VALUES FROM (${literalOf(from, columnType)}) TO (${literalOf(to, columnType)})`,
    `ALTER TABLE ${child} DROP CONSTRAINT ${boundName}`,
  ]
}

/** Makes one partition, or none at all: whenever this is killed, there is no table that is not attached. */
export async function createPartition(
  target: PostgresTarget,
  args: CreateArgs,
  params: PartitionsParams,
  ctx: ApplyContext,
): Promise<Outcome> {
  const child = { schema: args.parent.schema, name: args.name }
  const ladder = {
    what: displayName(args.parent),
    tries: params['lock-tries'],
    checkpoint: ctx.checkpoint,
    signal: ctx.signal,
    log: ctx.log,
  }
  const make = (): Promise<boolean> =>
    target.write(
      async (tx) => {
        const [there] = await tx.rows(sql`
          select from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = ${child.schema} and c.relname = ${child.name} and i.inhparent = ${quoted(args.parent)}::regclass`)
        if (there !== undefined) return false
        for (const statement of statementsFor(args)) await tx.change({ text: statement, values: [] })
        return true
      },
      { timeoutMs: params['attach-time'], signal: ctx.signal },
    )
  return workingOn(target, args.parent, async () => {
    try {
      const { value: made, waits } = await climb(target, make, ladder)
      const name = displayName(child)
      return { summary: made ? `${name} has the rows from ${spanInWords(args, args.columnType)}` : `${name} is a partition already`, waits }
    } catch (error) {
      if (sqlStateOf(error) !== '57014' || args.byDefault === null) throw error
      throw new RemoteError(
        `attaching ${displayName(child)} took over ${formatDuration(params['attach-time'])}: the default partition ${args.byDefault} is locked and read through for it`,
        {
          transient: false,
          hint: 'move its rows into partitions of their own, or allow a longer lock with `attach-time`.',
          cause: error,
        },
      )
    }
  })
}
