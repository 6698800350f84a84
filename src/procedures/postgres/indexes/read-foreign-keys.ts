import { sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { readSettled } from '../read-settled.ts'
import type { ForeignKey } from './observation.ts'

type Row = Omit<ForeignKey, 'table'> & { readonly tableOid: number; readonly tableSchema: string; readonly tableName: string }

/** Foreign keys of the tables that `where` (about `t`, pg_class, and `n`, pg_namespace) picks; one of a partitioned table stands for those of its partitions. */
export async function readForeignKeys(target: PostgresTarget, where: Sql): Promise<readonly ForeignKey[]> {
  const rows = await readSettled<Row>(
    target,
    sql`
    select f.conname as name, t.oid::int8 as "tableOid", n.nspname as "tableSchema", t.relname as "tableName", t.relkind = 'p' as partitioned,
      (select json_agg(json_build_object('number', k.number, 'name', a.attname) order by k.place)
        from unnest(f.conkey) with ordinality k(number, place) join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number) as columns,
      json_build_object('schema', rn.nspname, 'name', r.relname) as "refersTo",
      case when t.relkind = 'p' then (select sum(p.relpages) from pg_partition_tree(t.oid) s join pg_class p on p.oid = s.relid) else t.relpages end
        * current_setting('block_size')::int8 as bytes,
      coalesce(pg_stat_get_tuples_deleted(r.oid) + pg_stat_get_tuples_updated(r.oid), 0) as changes
    from pg_constraint f join pg_class t on t.oid = f.conrelid join pg_namespace n on n.oid = t.relnamespace
      join pg_class r on r.oid = f.confrelid join pg_namespace rn on rn.oid = r.relnamespace
    where f.contype = 'f' and f.conparentid = 0 and ${where} order by 3, 4, 1`,
  )
  return rows.map(({ tableOid, tableSchema, tableName, ...key }) => ({
    ...(key as unknown as ForeignKey),
    bytes: Number(key.bytes),
    table: { oid: tableOid, schema: tableSchema, name: tableName },
  }))
}
