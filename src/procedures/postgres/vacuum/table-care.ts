import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { TableName } from '../table-name.ts'

/** Autovacuum's numbers, of the server or of one table. */
export type Thresholds = {
  readonly vacuumThreshold: number
  readonly vacuumScaleFactor: number
  /** Below zero: none. Servers before 18 have none. */
  readonly vacuumMaxThreshold: number
  /** Below zero: inserts alone never make a table due. */
  readonly insertThreshold: number
  readonly insertScaleFactor: number
  readonly analyzeThreshold: number
  readonly analyzeScaleFactor: number
  /** In transactions, and in multixacts. */
  readonly freezeMaxAge: number
  readonly multixactFreezeMaxAge: number
}

/** What the statistics say about one table, as far as VACUUM and ANALYZE are concerned. */
export type TableCare = TableName &
  JsonObject & {
    /** The partitioned table that it is part of, topmost; null: it is no partition. */
    readonly partOf: (TableName & JsonObject) | null
    /** As of the last VACUUM or ANALYZE; 0 before the first. */
    readonly rows: number
    readonly deadRows: number
    readonly insertedRows: number
    readonly changedRows: number
    /** Transactions, and multixacts, since all of its rows, and those of its TOAST table, were frozen. */
    readonly xidAge: number
    readonly mxidAge: number
    /** The share of pages that are not all-frozen; 1 before 18, which doesn't count them. */
    readonly unfrozen: number
    /** Of the table with its indexes and TOAST, as of the last VACUUM or ANALYZE. */
    readonly bytes: number
    readonly indexes: number
    readonly lastVacuum: string | null
    readonly lastAnalyze: string | null
    /** Storage parameters that differ from the server's settings. */
    readonly own: Partial<Thresholds>
    readonly toast: { readonly rows: number; readonly deadRows: number; readonly own: Partial<Thresholds> } | null
    /** Whether the role may vacuum it. */
    readonly permitted: boolean
  }

/** The counters that care brings down. */
export type Counters = JsonObject & {
  readonly deadRows: number
  readonly toastDeadRows: number
  readonly insertedRows: number
  readonly changedRows: number
}

export const countersOf = (table: TableCare): Counters => ({
  deadRows: table.deadRows,
  toastDeadRows: table.toast?.deadRows ?? 0,
  insertedRows: table.insertedRows,
  changedRows: table.changedRows,
})

/** The table as it was when it had these counters. */
export const withCounters = (table: TableCare, { toastDeadRows, ...counters }: Counters): TableCare => ({
  ...table,
  ...counters,
  toast: table.toast && { ...table.toast, deadRows: toastDeadRows },
})

const parameters: Readonly<Record<keyof Thresholds, string>> = {
  vacuumThreshold: 'autovacuum_vacuum_threshold',
  vacuumScaleFactor: 'autovacuum_vacuum_scale_factor',
  vacuumMaxThreshold: 'autovacuum_vacuum_max_threshold',
  insertThreshold: 'autovacuum_vacuum_insert_threshold',
  insertScaleFactor: 'autovacuum_vacuum_insert_scale_factor',
  analyzeThreshold: 'autovacuum_analyze_threshold',
  analyzeScaleFactor: 'autovacuum_analyze_scale_factor',
  freezeMaxAge: 'autovacuum_freeze_max_age',
  multixactFreezeMaxAge: 'autovacuum_multixact_freeze_max_age',
}

/** The server's thresholds, its clock, and whether it counts rows at all (track_counts): without that no table ever looks due. */
export async function readThresholds(target: PostgresTarget): Promise<{ thresholds: Thresholds; counted: boolean; now: string }> {
  const [clock] = await target.read<{ now: string }>(sql`select clock_timestamp() as now`)
  const rows = await target.read<{ name: string; setting: string }>(
    sql`select name, setting from pg_settings where name = any(${['track_counts', ...Object.values(parameters)]})`,
  )
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]))
  const thresholds = Object.fromEntries(Object.entries(parameters).map(([key, name]) => [key, Number(settings.get(name) ?? -1)]))
  return { thresholds: thresholds as Thresholds, counted: settings.get('track_counts') === 'on', now: clock!.now }
}

type Row = Omit<TableCare, 'own' | 'toast'> & {
  readonly options: Readonly<Record<string, string>> | null
  readonly toastOptions: Readonly<Record<string, string>> | null
  readonly toastRows: number | null
  readonly toastDeadRows: number | null
}

/** Of `c`, pg_class, as part of the partitioned table `r` in the schema `rn`. */
export const partOf = sql`case when c.relispartition then jsonb_build_object('schema', rn.nspname, 'name', r.relname) end`

/** Whether the role was granted the care of `c`, pg_class. */
export const mayMaintain = ({ server }: PostgresTarget): Sql =>
  server.major >= 17 ? sql`has_table_privilege(c.oid, 'MAINTAIN')` : sql`false`

/** Tables and materialised views that `where` (about `c`, pg_class, and `n`, pg_namespace) picks. Reads catalogs and counters only: takes no lock on any table. */
export async function readTableCare(
  target: PostgresTarget,
  where: Sql,
  kinds: readonly string[] = ['r', 'm'],
): Promise<readonly TableCare[]> {
  const frozen = target.server.major >= 18 ? sql`c.relallfrozen` : sql`0`
  const rows = await target.read<Row>(sql`
    select n.nspname as schema, c.relname as name, ${partOf} as "partOf", greatest(c.reltuples, 0)::float8 as rows,
      pg_stat_get_dead_tuples(c.oid) as "deadRows", pg_stat_get_ins_since_vacuum(c.oid) as "insertedRows",
      pg_stat_get_mod_since_analyze(c.oid) as "changedRows",
      greatest(age(c.relfrozenxid), age(t.relfrozenxid)) as "xidAge", greatest(mxid_age(c.relminmxid), mxid_age(t.relminmxid)) as "mxidAge",
      case when c.relpages > 0 then 1 - ${frozen}::float8 / c.relpages else 1 end as unfrozen,
      (c.relpages + coalesce(t.relpages, 0) + coalesce(i.pages, 0)) * current_setting('block_size')::int8 as bytes,
      coalesce(i.count, 0)::int as indexes,
      greatest(pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_autovacuum_time(c.oid)) as "lastVacuum",
      greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)) as "lastAnalyze",
      (select jsonb_object_agg(option_name, option_value) from pg_options_to_table(c.reloptions)) as options,
      (select jsonb_object_agg(option_name, option_value) from pg_options_to_table(t.reloptions)) as "toastOptions",
      greatest(t.reltuples, 0)::float8 as "toastRows", pg_stat_get_dead_tuples(t.oid) as "toastDeadRows",
      coalesce(pg_has_role(c.relowner, 'usage') or pg_has_role(d.datdba, 'usage') or ${mayMaintain(target)}, false) as permitted
    from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_database d on d.datname = current_database()
      left join pg_class t on t.oid = c.reltoastrelid
      left join pg_class r on r.oid = pg_partition_root(c.oid) left join pg_namespace rn on rn.oid = r.relnamespace
      left join (select i.indrelid, count(*), sum(ic.relpages) as pages from pg_index i join pg_class ic on ic.oid = i.indexrelid group by 1) i
        on i.indrelid = c.oid
    where c.relkind = any(${kinds}::"char"[]) and c.relpersistence <> 't' and ${where}
    order by 1, 2`)
  return rows.map(({ options, toastOptions, toastRows, toastDeadRows, ...row }): TableCare => ({
    ...(row as TableCare),
    own: ownThresholds(options),
    toast: toastDeadRows === null ? null : { rows: toastRows ?? 0, deadRows: toastDeadRows, own: ownThresholds(toastOptions) },
  }))
}

/** One table by its name, or null when it is gone. */
export async function readOne(target: PostgresTarget, table: TableName, kinds?: readonly string[]): Promise<TableCare | null> {
  const [row] = await readTableCare(target, sql`n.nspname = ${table.schema} and c.relname = ${table.name}`, kinds)
  return row ?? null
}

function ownThresholds(options: Readonly<Record<string, string>> | null): Partial<Thresholds> {
  const own = Object.entries(parameters).flatMap(([key, name]) => (options?.[name] === undefined ? [] : [[key, Number(options[name])]]))
  return Object.fromEntries(own) as Partial<Thresholds>
}

/** Schemas under care: those the stack names, else all but the system's. About `n`, pg_namespace. */
export const inSchemas = (target: PostgresTarget): Sql =>
  target.schemas === null
    ? sql`n.nspname <> 'information_schema' and not starts_with(n.nspname, 'pg_')`
    : sql`n.nspname = any(${target.schemas})`
