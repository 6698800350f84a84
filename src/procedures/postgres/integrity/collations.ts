import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding } from '../../contract.ts'

/** A collation that sorts by other rules than when its indexes were built: the C library or ICU was upgraded under them. */
export type OutdatedCollation = JsonObject & {
  readonly name: string
  readonly builtWith: string
  readonly nowIs: string
  /** Indexes that go by it; null: every index on text without a collation of its own. */
  readonly indexes: number | null
}

/** The database's own (which PostgreSQL notes from 15 on), and those that an index here names. */
export async function readOutdatedCollations(target: PostgresTarget): Promise<readonly OutdatedCollation[]> {
  const named = await target.read<OutdatedCollation>(sql`
    select quote_ident(n.nspname) || '.' || quote_ident(c.collname) as name, c.collversion as "builtWith", pg_collation_actual_version(c.oid) as "nowIs",
      u.indexes::int as indexes
    from (select k.coll, count(distinct i.indexrelid) as indexes from pg_index i cross join unnest(i.indcollation) k(coll) where k.coll <> 0 group by 1) u
      join pg_collation c on c.oid = u.coll join pg_namespace n on n.oid = c.collnamespace
    where c.collversion <> pg_collation_actual_version(c.oid) order by 1`)
  if (target.server.major < 15) return named
  const own = await target.read<OutdatedCollation>(sql`
    select 'the default of database ' || quote_ident(datname) as name, datcollversion as "builtWith", pg_database_collation_actual_version(oid) as "nowIs",
      null::int as indexes
    from pg_database where datname = current_database() and datcollversion <> pg_database_collation_actual_version(oid)`)
  return [...own, ...named]
}

export const collationFindings = (outdated: readonly OutdatedCollation[]): readonly Finding[] =>
  outdated.map(({ name, builtWith, nowIs, indexes }) => ({
    fingerprint: `collation:${name}`,
    severity: 'warning',
    title: `collation ${name} sorts by other rules than its indexes were built with`,
    detail: `They were built with version ${builtWith}; the system has ${nowIs} now. ${indexes === null ? 'Indexes on text' : `${indexes} indexes`} may miss rows or hold duplicates.`,
    hint: 'see what this task finds in them, REINDEX CONCURRENTLY those on text, and then ALTER DATABASE or COLLATION ... REFRESH VERSION.',
  }))
