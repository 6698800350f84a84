import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { TableName } from '../table-name.ts'
import { mayMaintain, partOf } from './table-care.ts'

/** Rows inserted, updated and deleted since the counters began, of each partition by its object id. */
export type Changes = { readonly [oid: string]: number }

/** A partitioned table: it has no rows of its own, and planner statistics about those of all its partitions, which only an ANALYZE of it makes. */
export type ParentFacts = TableName &
  JsonObject & {
    /** The partitioned table that it is part of itself, topmost; null: it is no partition. */
    readonly partOf: (TableName & JsonObject) | null
    /** Those that hold rows, at any depth. */
    readonly partitions: number
    /** Of its partitions, as of their last VACUUM or ANALYZE, or by their counters where those know of more. */
    readonly rows: number
    /** As its own statistics have it: as of its last ANALYZE. */
    readonly rowsKnown: number
    readonly bytes: number
    readonly lastAnalyze: string | null
    /** Whether the role may analyze it. */
    readonly permitted: boolean
  }

export type Parent = ParentFacts & { readonly changes: Changes }

/** Partitioned tables that `where` (about `c`, pg_class, and `n`, pg_namespace) picks. Reads catalogs and counters only: takes no lock on any table. */
export const readParents = (target: PostgresTarget, where: Sql): Promise<readonly Parent[]> =>
  target.read<Parent>(sql`
    with held as materialized (
      select a.relid as parent, count(*)::int as partitions, sum(greatest(p.reltuples, pg_stat_get_live_tuples(p.oid), 0))::float8 as rows,
        sum(p.relpages)::float8 * current_setting('block_size')::int8 as bytes,
        jsonb_object_agg(p.oid, pg_stat_get_tuples_inserted(p.oid) + pg_stat_get_tuples_updated(p.oid) + pg_stat_get_tuples_deleted(p.oid)) as changes
      from pg_class p cross join lateral pg_partition_ancestors(p.oid) a(relid) where p.relispartition and p.relkind = 'r' group by 1
    )
    select n.nspname as schema, c.relname as name, ${partOf} as "partOf", coalesce(h.partitions, 0) as partitions, coalesce(h.rows, 0) as rows,
      greatest(c.reltuples, 0)::float8 as "rowsKnown", coalesce(h.bytes, 0) as bytes,
      pg_stat_get_last_analyze_time(c.oid) as "lastAnalyze", coalesce(h.changes, '{}') as changes,
      coalesce(pg_has_role(c.relowner, 'usage') or pg_has_role(d.datdba, 'usage') or ${mayMaintain(target)}, false) as permitted
    from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_database d on d.datname = current_database()
      left join pg_class r on r.oid = pg_partition_root(c.oid) left join pg_namespace rn on rn.oid = r.relnamespace
      left join held h on h.parent = c.oid
    where c.relkind = 'p' and c.relpersistence <> 't' and ${where}
    order by 1, 2`)
