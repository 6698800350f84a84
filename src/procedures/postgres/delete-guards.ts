import { sql } from '../../base/sql.ts'
import type { PostgresTarget } from '../../targets/postgres/index.ts'

/** What of a table's own may keep rows from being deleted, or make of a DELETE something else. */
export type DeleteGuards = {
  /** Enabled triggers BEFORE DELETE, FOR EACH ROW: a row stays for which one returns NULL. */
  readonly triggers: readonly string[]
  /** Enabled rules ON DELETE: the server rewrites the statement by them. */
  readonly rules: readonly string[]
}

/** Those of a table, and of the partitions under it. The bits of `tgtype` are from PostgreSQL's pg_trigger.h: 1 FOR EACH ROW, 2 BEFORE, 8 DELETE. */
export async function readDeleteGuards(target: Pick<PostgresTarget, 'read'>, oid: number): Promise<DeleteGuards> {
  const [row] = await target.read<DeleteGuards>(sql`
    with leaves as (
      select c.oid from pg_class c where c.relkind = 'r' and (c.oid = ${oid}::oid or c.oid in (select relid from pg_partition_tree(${oid}::oid)))
    )
    select
      array(select distinct quote_ident(g.tgname) from pg_trigger g join leaves l on l.oid = g.tgrelid
        where not g.tgisinternal and g.tgenabled in ('O', 'A') and g.tgtype & 11 = 11 order by 1) as triggers,
      array(select distinct quote_ident(r.rulename) from pg_rewrite r join leaves l on l.oid = r.ev_class
        where r.ev_type = '4' and r.ev_enabled in ('O', 'A') order by 1) as rules`)
  return row!
}

/** `trigger keep (BEFORE DELETE, FOR EACH ROW)` */
export const nameTriggers = (triggers: readonly string[]): string =>
  `${triggers.length === 1 ? 'trigger' : 'triggers'} ${triggers.slice(0, 5).join(', ')} (BEFORE DELETE, FOR EACH ROW)`
