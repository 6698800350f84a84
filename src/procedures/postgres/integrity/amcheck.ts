import type { JsonObject } from '../../../base/json.ts'
import { identifier, quoteIdentifier, sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { ownMark } from '../own-mark.ts'

/** What this version of amcheck can do, and this role may. */
export type Amcheck = JsonObject & {
  readonly schema: string
  readonly indexes: boolean
  /** verify_heapam came with amcheck 1.3 (PostgreSQL 14). */
  readonly tables: boolean
  readonly heapallindexed: boolean
}

const here = identifier(ownMark)

const functions = {
  indexes: 'bt_index_check(regclass)',
  heapallindexed: 'bt_index_check(regclass, boolean)',
  tables: 'verify_heapam(regclass, boolean, boolean, text, bigint, bigint)',
}

export async function readAmcheck(target: PostgresTarget, schema: string): Promise<Amcheck> {
  const named = Object.values(functions).map((signature) => `${quoteIdentifier(schema)}.${signature}`)
  // The order of conditions is fixed by CASE: a function that isn't there has no privileges to ask for.
  const rows = await target.read<{ may: boolean }>(sql`
    select case when to_regprocedure(f.name) is null then false else has_function_privilege(to_regprocedure(f.name)::oid, 'execute') end as may
    from unnest(${named}::text[]) with ordinality f(name, number) order by f.number`)
  const [indexes = false, heapallindexed = false, tables = false] = rows.map(({ may }) => may)
  return { schema, indexes, heapallindexed, tables }
}

/** Raises an error when the index is damaged. Takes ACCESS SHARE on index and table, as a SELECT does, and reads only. */
export function checkIndex({ schema }: Amcheck, oid: number, heapallindexed: boolean): Sql {
  const more = heapallindexed ? sql`, true` : sql``
  return sql`select ${identifier(schema, 'bt_index_check')}(${oid}::oid::regclass${more})::text as ${here}`
}

/** What is wrong with some blocks of a table, at most that of one page; and how many blocks the table has, null when it is gone. */
export type HeapRow = {
  readonly blocks: number | null
  readonly block: number | null
  readonly item: number | null
  readonly message: string | null
}

/** Looks at `count` blocks from `from` on, and stops at the first damaged page. Takes ACCESS SHARE. */
export const checkBlocks = ({ schema }: Amcheck, oid: number, from: number, count: number): Sql => sql`
  select ${here}.blocks, v.blkno as block, v.offnum as item, v.msg as message
  from (select ${blocksOf(oid)} as blocks) ${here} left join lateral (
    select * from ${identifier(schema, 'verify_heapam')}(
      ${oid}::oid::regclass, true, false, 'none', ${from}::int8, least(${from}::int8 + ${count}::int8, ${here}.blocks) - 1)
    where ${here}.blocks > ${from}::int8
  ) v on true`

const blocksOf = (oid: number): Sql => sql`pg_relation_size(${oid}::oid) / current_setting('block_size')::int8`

/** null: it is gone. */
export async function countBlocks(target: PostgresTarget, oid: number): Promise<number | null> {
  const [row] = await target.read<{ blocks: number | null }>(sql`select ${blocksOf(oid)} as blocks`)
  return row!.blocks
}
