import type { JsonObject } from '../../../base/json.ts'
import { quoteIdentifier, sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { allTimeoutMs, countTimeoutMs } from './count.ts'

/** A foreign key that refers to rows that are to go, or to rows that would go with them. */
export type Reference = JsonObject & {
  readonly constraint: string
  /** The table that has it. */
  readonly from: TableName & JsonObject
  readonly onDelete: 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT'
  /** What it refers to is deleted as rows, or taken out as a whole partition. */
  readonly of: 'rows' | 'partitions'
  /** How many rows of `from` refer to what is to go; null: not known, since counting took too long or they are hidden from the role. */
  readonly rows: number | null
}

/** Rows of one table that are to go. `where` is a condition on it by the name of `g`, or on bare columns. */
export type Going = { readonly oid: number; readonly table: TableName; readonly where: string }

type Key = TableName & {
  readonly id: number
  readonly constraint: string
  readonly oid: number
  readonly onDelete: Reference['onDelete']
  readonly columns: readonly string[]
  readonly toColumns: readonly string[]
  /** The table that it names, and its partitions. */
  readonly reach: readonly number[]
  /** It leads from the table to itself, or to a partition of it. */
  readonly itself: boolean
  readonly hidden: boolean
}

/**
 * The foreign keys that have to do with a deletion, and with what it would take along, each with the rows that refer to what goes. In a table that refers to itself, rows that
 * are to go as well (`going`) refer to nothing that others miss.
 */
export async function readReferences(
  target: PostgresTarget,
  root: number,
  going: readonly Going[],
  of: Reference['of'],
  known: ReadonlySet<number> = new Set(),
  deadline = performance.now() + allTimeoutMs,
): Promise<readonly Reference[]> {
  if (going.length === 0) return []
  const found: Reference[] = []
  const seen = new Set(known)
  for (const key of (await readKeys(target, root)).filter(({ id }) => !known.has(id))) {
    const reached = going.filter(({ oid }) => key.reach.includes(oid))
    if (reached.length === 0) continue
    seen.add(key.id)
    const { schema, name, constraint, onDelete } = key
    const where = refersTo(key, reached)
    const stays = key.itself ? ` AND NOT coalesce((${anyOf(going)}), false)` : ''
    const rows = key.hidden || performance.now() > deadline ? null : await count(target, key, where + stays)
    found.push({ constraint, from: { schema, name }, onDelete, of, rows })
    if (onDelete === 'CASCADE' && of === 'rows')
      found.push(...(await readReferences(target, key.oid, [{ oid: key.oid, table: { schema, name }, where }], of, seen, deadline)))
  }
  return found
}

/** A row by the name of `g` that refers to what goes. */
function refersTo({ columns, toColumns }: Key, going: readonly Going[]): string {
  const listed = toColumns.map((column) => `g.${quoteIdentifier(column)}`).join(', ')
  const gone = going.map(({ table, where }) => `SELECT ${listed} FROM ${quoted(table)} g WHERE ${where}`).join(' UNION ALL ')
  const joined = columns.map((column, n) => `t.${quoteIdentifier(toColumns[n]!)} = g.${quoteIdentifier(column)}`).join(' AND ')
  return `EXISTS (SELECT FROM (${gone}) t WHERE ${joined})`
}

/** Of rows by the name of `g` in the table itself: whether one of the tables that rows go from says that this one goes. */
const anyOf = (going: readonly Going[]): string => going.map(({ oid, where }) => `(g.tableoid = ${oid} AND (${where}))`).join(' OR ')

async function count(target: PostgresTarget, from: TableName, where: string): Promise<number | null> {
  const counting: Sql = { text: `select count(*) as rows from ${quoted(from)} g where ${where}`, values: [] }
  try {
    const [row] = await target.read<{ rows: number }>(counting, { timeoutMs: countTimeoutMs })
    return row!.rows
  } catch (error) {
    // query_canceled: it took too long. insufficient_privilege: the role may not read it. undefined_table: it was dropped or renamed meanwhile.
    if (['57014', '42501', '42P01'].includes(sqlStateOf(error))) return null
    throw error
  }
}

/**
 * Foreign keys that refer to a table, to a partition of it, or to a table that it is a partition of; one that partitions took over from their table is told
 * once. A partition's rows are looked after by the keys of its table as well.
 */
async function readKeys(target: PostgresTarget, root: number): Promise<readonly Key[]> {
  return target.read<Key>(sql`
    with family as (select relid from pg_partition_tree(${root}::oid) union select relid from pg_partition_ancestors(${root}::oid) union select ${root}::oid)
    select f.oid::int8 as id, f.conname as constraint, n.nspname as schema, c.relname as name, c.oid::int8 as oid,
      case f.confdeltype when 'a' then 'NO ACTION' when 'r' then 'RESTRICT' when 'c' then 'CASCADE' when 'n' then 'SET NULL' else 'SET DEFAULT' end as "onDelete",
      array(select a.attname::text from unnest(f.conkey) with ordinality k(num, i) join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.num order by i) as columns,
      array(select a.attname::text from unnest(f.confkey) with ordinality k(num, i) join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.num order by i) as "toColumns",
      to_jsonb(array(select relid::int8 from pg_partition_tree(f.confrelid) union select f.confrelid::int8)) as reach,
      f.conrelid in (select relid from family) as itself, row_security_active(f.conrelid) as hidden
    from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace
    where f.contype = 'f' and f.conparentid = 0 and f.confrelid in (select relid from family) order by 3, 4, 2`)
}
