import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

/** What a run must never leave in a database, however it was disturbed; each row names one thing. */
const leftovers = `
  select 'session ' || application_name || ' (' || coalesce(state, '') || ': ' || query || ')' as what
    from pg_stat_activity where datname = current_database() and application_name like 'upkeep%'
  union all select distinct 'a lock on ' || relation::regclass || ', ' || mode from pg_locks
    where locktype = 'relation' and database = (select oid from pg_database where datname = current_database()) and pid <> pg_backend_pid()
  union all select 'prepared transaction ' || gid from pg_prepared_xacts
  union all select 'invalid index ' || indexrelid::regclass from pg_index where not (indisvalid and indisready and indislive)
  union all select 'index ' || c.relname from pg_class c where c.relkind in ('i', 'I') and c.relname ~ '_cc(new|old)\\d*$'
  union all select 'half detached ' || inhrelid::regclass from pg_inherits where inhdetachpending
  union all select 'pg_repack: ' || c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'repack' and c.relkind = 'r'
  union all select 'pg_repack: type ' || t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
    where n.nspname = 'repack' and t.typname like 'pk\\_%'
  union all select 'trigger ' || tgname || ' on ' || tgrelid::regclass from pg_trigger where not tgisinternal and tgname like '%repack%'`

/** Everything that is left over, and does not go by itself: sessions of the dead may still be about to end. */
export async function leftIn(client: pg.Client, patienceMs = 30_000): Promise<readonly string[]> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const { rows } = await client.query<{ what: string }>(leftovers)
    if (rows.length === 0 || performance.now() > deadline) return rows.map(({ what }) => `left over: ${what}`)
    await sleep(10)
  }
}
