import { quoteIdentifier, quoteLiteral, sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { readSettled } from '../read-settled.ts'
import { quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'

/** All that makes an index what it is. */
export type Definition = TableName & {
  readonly oid: number
  /** pg_get_indexdef */
  readonly statement: string
  /** What stands behind WHERE in it. */
  readonly predicate: string | null
  /** null: the database's own. */
  readonly tablespace: string | null
  readonly partitioned: boolean
  readonly comment: string | null
  /** Statistics targets of its expressions. */
  readonly targets: readonly { readonly column: number; readonly target: number }[]
}

/** Of those that are still there: an index that goes while we look is in the snapshot, and has no definition any more. */
export async function readDefinitions(target: PostgresTarget, oids: readonly number[]): Promise<readonly Definition[]> {
  const rows = await readSettled<Omit<Definition, 'statement'> & { readonly statement: string | null }>(
    target,
    sql`
    select c.oid::int8 as oid, n.nspname as schema, c.relname as name, pg_get_indexdef(c.oid) as statement, pg_get_expr(i.indpred, i.indrelid) as predicate,
      (select spcname from pg_tablespace t where t.oid = c.reltablespace) as tablespace, c.relkind = 'I' as partitioned, obj_description(c.oid, 'pg_class') as comment,
      coalesce((select json_agg(json_build_object('column', attnum, 'target', attstattarget) order by attnum)
        from pg_attribute where attrelid = c.oid and attstattarget >= 0), '[]') as targets
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where c.oid = any(${oids}::oid[])`,
  )
  return rows.flatMap(({ statement, ...row }) => (statement === null ? [] : [{ ...row, statement }]))
}

/** The statements that make the index again as it was, in their order: the first one alone gives it back, without keeping anybody from writing. */
export function undoOf(definition: Definition): string {
  const name = quoted(definition)
  return [
    createStatement(definition),
    ...(definition.comment === null ? [] : [`COMMENT ON INDEX ${name} IS ${quoteLiteral(definition.comment).trim()}`]),
    ...definition.targets.map(({ column, target }) => `ALTER INDEX ${name} ALTER COLUMN ${column} SET STATISTICS ${target}`),
  ]
    .map((statement) => `${statement};`)
    .join('\n')
}

/**
 * pg_get_indexdef leaves out the tablespace, whose place is before WHERE; what it writes begins with CREATE INDEX or CREATE UNIQUE INDEX. Of a partitioned table it
 * writes ONLY, as pg_dump needs it: the index alone, without those of the partitions, would not be valid.
 */
function createStatement({ statement, predicate, tablespace, partitioned }: Definition): string {
  const online = partitioned
    ? statement.replace(/^(CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")*"|[^" ]+) ON )ONLY /, '$1')
    : statement.replace(/^CREATE (UNIQUE )?INDEX /, 'CREATE $1INDEX CONCURRENTLY ')
  if (tablespace === null) return online
  const where = predicate === null ? '' : ` WHERE ${predicate}`
  if (!online.endsWith(where)) throw new Error(`the definition of an index does not end with its predicate: ${statement}`)
  return `${online.slice(0, online.length - where.length)} TABLESPACE ${quoteIdentifier(tablespace)}${where}`
}
