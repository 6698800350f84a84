import { sql } from '../../../base/sql.ts'
import { withoutLiterals } from '../../../targets/postgres/blockers.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { readConnections } from '../horizon/connections.ts'
import { displayName } from '../table-name.ts'
import { hurtfulSettings } from './hurtful-settings.ts'
import type { CheckObservation, IdAge, SessionSeen } from './observation.ts'

export async function inspectCheck(target: PostgresTarget): Promise<CheckObservation> {
  const started = performance.now()
  await target.ping()
  const roundTripMs = Math.round((performance.now() - started) * 10) / 10
  const [server] = await target.read<{ now: string; versionText: string; startedAt: string }>(sql`
    select clock_timestamp() as now, current_setting('server_version') as "versionText", pg_postmaster_start_time() as "startedAt"`)
  const { now, versionText, startedAt } = server!
  return {
    now,
    version: target.server.version,
    versionText,
    standby: target.server.standby,
    startedAt,
    roundTripMs,
    connections: await readConnections(target),
    settings: await readSettings(target),
    checksumFailures: await readChecksumFailures(target),
    invalidIndexes: await readInvalidIndexes(target),
    ids: await readIdAges(target),
    sessions: await readSessions(target),
    seesAll: target.server.seesAll,
  }
}

async function readSettings(target: PostgresTarget): Promise<Record<string, string>> {
  const rows = await target.read<{ name: string; setting: string }>(sql`
    select name, setting from pg_settings where name = any(${hurtfulSettings.map(({ name }) => name)}) order by name`)
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
}

export async function readChecksumFailures(target: PostgresTarget): Promise<CheckObservation['checksumFailures']> {
  const [checksums] = await target.read<{ on: boolean }>(sql`select current_setting('data_checksums') = 'on' as on`)
  if (!checksums!.on) return null
  return target.read(sql`
    select coalesce(datname, 'shared catalogs') as database, checksum_failures as count, checksum_last_failure as last
    from pg_stat_database where checksum_failures > 0 order by 1`)
}

export async function readInvalidIndexes(target: PostgresTarget): Promise<CheckObservation['invalidIndexes']> {
  const rows = await target.read<{ schema: string; name: string; tableSchema: string; tableName: string }>(sql`
    select n.nspname as schema, c.relname as name, tn.nspname as "tableSchema", t.relname as "tableName"
    from pg_index i
      join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_class t on t.oid = i.indrelid join pg_namespace tn on tn.oid = t.relnamespace
    where not i.indisvalid and c.relkind = 'i' and i.indexrelid not in (select index_relid from pg_stat_progress_create_index)
    order by 1, 2`)
  return rows.map(({ schema, name, tableSchema, tableName }) => ({
    schema,
    name,
    table: displayName({ schema: tableSchema, name: tableName }),
  }))
}

async function readIdAges(target: PostgresTarget): Promise<CheckObservation['ids']> {
  const [limits] = await target.read<{ freezeMaxAge: number; multixactFreezeMaxAge: number }>(sql`
    select current_setting('autovacuum_freeze_max_age')::int8 as "freezeMaxAge",
      current_setting('autovacuum_multixact_freeze_max_age')::int8 as "multixactFreezeMaxAge"`)
  const databases = await target.read<IdAge>(sql`
    select datname as name, age(datfrozenxid) as age, mxid_age(datminmxid) as "multixactAge" from pg_database order by 1`)
  const oldestTables = await target.read<IdAge>(sql`
    select c.oid::regclass::text as name, greatest(age(c.relfrozenxid), age(t.relfrozenxid)) as age,
      greatest(mxid_age(c.relminmxid), mxid_age(t.relminmxid)) as "multixactAge"
    from pg_class c left join pg_class t on t.oid = c.reltoastrelid
    where c.relkind in ('r', 'm') order by 2 desc, 1 limit 3`)
  return { databases, oldestTables, ...limits! }
}

/** Our own runs are left out: they have deadlines of their own. */
async function readSessions(target: PostgresTarget): Promise<readonly SessionSeen[]> {
  const rows = await target.read<SessionSeen>(sql`
    select pid, usename as "user", application_name as application, datname as database, state,
      case when state = 'active' then query_start else state_change end as since, left(query, 1000) as query
    from pg_stat_activity
    where backend_type = 'client backend' and state in ('active', 'idle in transaction', 'idle in transaction (aborted)', 'fastpath function call')
      and pid <> pg_backend_pid() and not starts_with(application_name, 'upkeep:')
      and case when state = 'active' then query_start else state_change end < now() - interval '10 seconds'
    order by since, pid`)
  return rows.map((row) => ({ ...row, query: withoutLiterals(row.query) }))
}
