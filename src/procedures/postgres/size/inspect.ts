import type { Json, JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import { readDiskRoom } from '../../../targets/postgres/disk-room.ts'
import type { DiskRoom } from '../../../targets/postgres/disk-room.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { settled } from '../read-settled.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { inSchemas } from '../vacuum/table-care.ts'
import type { SizeParams } from './params.ts'
import { carried } from './samples.ts'
import type { Sample } from './samples.ts'

export type TableSize = TableName &
  JsonObject & {
    /** With indexes, TOAST and all partitions. */
    readonly totalBytes: number
    readonly tableBytes: number
    readonly indexBytes: number
    readonly toastBytes: number
    /** As of the last VACUUM or ANALYZE. */
    readonly rows: number
    readonly partitions: number
  }

export type IndexSize = TableName & JsonObject & { readonly table: string; readonly bytes: number }

/** What size saw. */
export type SizeObservation = JsonObject & {
  readonly now: string
  readonly database: string
  readonly databaseBytes: number
  /** The largest first. */
  readonly tables: readonly TableSize[]
  readonly tablesSeen: number
  /** The largest first. */
  readonly indexes: readonly IndexSize[]
  /** Of the disk that the database's own tablespace lies on. */
  readonly disk: DiskRoom
  /** Tables that somebody holds locked for himself alone: to measure them would mean to wait. */
  readonly locked: readonly string[]
  /** Earlier looks, oldest first. */
  readonly samples: readonly Sample[]
}

/** The observation keeps this many tables, and this many indexes. */
const keptAtMost = 100

export async function inspectSize(target: PostgresTarget, params: SizeParams, ctx: InspectContext): Promise<SizeObservation> {
  const [database] = await target.read<{ bytes: number }>(sql`select pg_database_size(current_database()) as bytes`)
  const { locked, tables, indexes } = await settled(() => measure(target))
  const now = ctx.now.toISOString()
  return {
    now,
    database: target.server.database,
    databaseBytes: database!.bytes,
    tables: tables.slice(0, keptAtMost),
    tablesSeen: tables.length,
    indexes,
    disk: await readDiskRoom(target),
    locked: locked.map((table) => displayName(table)),
    samples: carried(samplesOf(ctx.previous, target.server.database), now, params['growth-over']),
  }
}

type Measured = { readonly locked: readonly TableName[]; readonly tables: readonly TableSize[]; readonly indexes: readonly IndexSize[] }

async function measure(target: PostgresTarget): Promise<Measured> {
  const locked = await readLocked(target)
  const passedOver = locked.map(({ oid }) => oid)
  return { locked, tables: await readTables(target, passedOver), indexes: await readIndexes(target, passedOver) }
}

/** The samples of an earlier observation and itself; none of one of another database, or that an older version of Upkeep made in another shape. */
function samplesOf(previous: Json, database: string): readonly Sample[] {
  const seen = previous as Partial<SizeObservation> | null
  if (seen?.database !== database || !Array.isArray(seen.samples) || !Array.isArray(seen.tables)) return []
  return [...(seen.samples as readonly Sample[]), sampleOf(seen as SizeObservation)]
}

const sampleOf = (observation: SizeObservation): Sample => ({
  at: observation.now,
  databaseBytes: observation.databaseBytes,
  tables: Object.fromEntries(observation.tables.map((table) => [displayName(table), table.totalBytes])),
})

/** Measuring takes an ACCESS SHARE lock, which only ACCESS EXCLUSIVE keeps out. */
async function readLocked(target: PostgresTarget): Promise<readonly (TableName & { oid: number })[]> {
  return target.read(sql`
    select distinct c.oid::int8, n.nspname as schema, c.relname as name
    from pg_locks l join pg_class r on r.oid = l.relation
      left join pg_index i on i.indexrelid = r.oid
      join pg_class c on c.oid = coalesce(i.indrelid, (select t.oid from pg_class t where t.reltoastrelid = r.oid), r.oid)
      join pg_namespace n on n.oid = c.relnamespace
    where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and l.granted
      and l.database = (select oid from pg_database where datname = current_database()) and ${inSchemas(target)}
    order by 2, 3`)
}

/** Each file is looked at once: pg_total_relation_size would count again what the parts below count. */
async function readTables(target: PostgresTarget, locked: readonly number[]): Promise<readonly TableSize[]> {
  return target.read<TableSize>(sql`
    with sized as (
      select coalesce(pg_partition_root(c.oid), c.oid) as root, c.relispartition, greatest(c.reltuples, 0) as rows, pg_indexes_size(c.oid) as indexes,
        pg_relation_size(c.oid) + pg_relation_size(c.oid, 'fsm') + pg_relation_size(c.oid, 'vm') as heap,
        coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) as toast
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm') and c.oid <> all(${locked}::oid[]) and ${inSchemas(target)}
    )
    select n.nspname as schema, c.relname as name, sum(heap + indexes + toast)::int8 as "totalBytes", sum(heap)::int8 as "tableBytes",
      sum(indexes)::int8 as "indexBytes", sum(toast)::int8 as "toastBytes", sum(rows)::float8 as rows,
      count(*) filter (where s.relispartition)::int as partitions
    from sized s join pg_class c on c.oid = s.root join pg_namespace n on n.oid = c.relnamespace
    where heap is not null
    group by 1, 2 order by 3 desc, 1, 2`)
}

async function readIndexes(target: PostgresTarget, locked: readonly number[]): Promise<readonly IndexSize[]> {
  const rows = await target.read<IndexSize & { readonly tableSchema: string; readonly tableName: string }>(sql`
    select n.nspname as schema, c.relname as name, m.nspname as "tableSchema", t.relname as "tableName", pg_relation_size(c.oid)::int8 as bytes
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_class t on t.oid = i.indrelid join pg_namespace m on m.oid = t.relnamespace
    where c.relkind = 'i' and t.relkind <> 't' and t.oid <> all(${locked}::oid[]) and ${inSchemas(target)}
    order by 5 desc nulls last, 1, 2 limit ${keptAtMost}`)
  // One that was dropped since has no size.
  return rows.flatMap(({ schema, name, tableSchema, tableName, bytes }) =>
    bytes === null ? [] : [{ schema, name, table: displayName({ schema: tableSchema, name: tableName }), bytes }],
  )
}
