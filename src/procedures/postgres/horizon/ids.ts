import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding } from '../../contract.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { describeHolder } from '../vacuum/horizon.ts'
import type { Holder } from '../vacuum/horizon.ts'
import type { HorizonParams } from './params.ts'

/** How many ids ago the oldest transaction and multixact lie that are not frozen yet. */
export type Ages = { readonly age: number; readonly multixactAge: number }
export type DatabaseAge = JsonObject & Ages & { readonly name: string }
export type TableAge = JsonObject &
  TableName &
  Ages & {
    /** Of the table without indexes and TOAST, as of the last VACUUM or ANALYZE. */
    readonly bytes: number
    /** The older ids are those of its TOAST table. */
    readonly inToast: boolean
    /** Belongs to one session: only that session can vacuum it. */
    readonly temporary: boolean
    /** VACUUM is at work on it just now. */
    readonly inVacuum: boolean
  }

export type IdsSeen = JsonObject & {
  readonly databases: readonly DatabaseAge[]
  /** The oldest tables of this database by either age, system catalogs too. */
  readonly tables: readonly TableAge[]
  readonly freezeMaxAge: number
  readonly multixactFreezeMaxAge: number
}

const tablesKept = 10

export async function readIds(target: PostgresTarget): Promise<IdsSeen> {
  const [limits] = await target.read<{ freezeMaxAge: number; multixactFreezeMaxAge: number; databases: readonly DatabaseAge[] }>(sql`
    select current_setting('autovacuum_freeze_max_age')::int8 as "freezeMaxAge",
      current_setting('autovacuum_multixact_freeze_max_age')::int8 as "multixactFreezeMaxAge",
      (select json_agg(json_build_object('name', datname, 'age', age(datfrozenxid), 'multixactAge', mxid_age(datminmxid)) order by datname)
        from pg_database) as databases`)
  const tables = await target.read<TableAge>(sql`
    with aged as (
      select n.nspname as schema, c.relname as name, greatest(age(c.relfrozenxid), age(t.relfrozenxid)) as age,
        greatest(mxid_age(c.relminmxid), mxid_age(t.relminmxid)) as "multixactAge",
        c.relpages * current_setting('block_size')::int8 as bytes,
        coalesce(age(t.relfrozenxid) > age(c.relfrozenxid), false) as "inToast", c.relpersistence = 't' as temporary,
        exists (select from pg_stat_progress_vacuum p where p.relid in (c.oid, t.oid)
          and p.datid = (select oid from pg_database where datname = current_database())) as "inVacuum"
      from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_class t on t.oid = c.reltoastrelid
      where c.relkind in ('r', 'm')
    )
    (select * from aged order by age desc, schema, name limit ${tablesKept})
    union (select * from aged order by "multixactAge" desc, schema, name limit ${tablesKept})
    order by age desc, "multixactAge" desc, schema, name`)
  return { ...limits!, tables }
}

/** Ids left before the server refuses writes are 2^31; at this age it is past the time for planning. (The project's rules for PostgreSQL.) */
const criticalAge = 1_300_000_000

const kinds = {
  transaction: { ids: 'transaction ids', age: 'age', maxAge: 'freezeMaxAge' },
  multixact: { ids: 'multixact ids', age: 'multixactAge', maxAge: 'multixactFreezeMaxAge' },
} as const
type Kind = keyof typeof kinds

/** `here`: the database that the tables are of. `holders`: who keeps VACUUM from freezing, oldest first. */
export function idFindings(
  seen: IdsSeen,
  here: string,
  holders: readonly Holder[],
  params: HorizonParams,
  now: string,
): readonly Finding[] {
  return seen.databases.flatMap((database) =>
    (['transaction', 'multixact'] as const).flatMap((kind) => {
      const age = database[kinds[kind].age]
      const limit = (seen[kinds[kind].maxAge] * params['freeze-age-warn']) / 100
      if (age < limit && age < criticalAge) return []
      return [
        finding(kind, database, seen, { here: database.name === here, holders: holders.filter((holder) => holder.age >= limit), now }),
      ]
    }),
  )
}

function finding(
  kind: Kind,
  database: DatabaseAge,
  seen: IdsSeen,
  context: { here: boolean; holders: readonly Holder[]; now: string },
): Finding {
  const { ids, age, maxAge } = kinds[kind]
  const oldest = seen.tables.toSorted((a, b) => b[age] - a[age]).slice(0, 5)
  return {
    fingerprint: `${kind}-age:${database.name}`,
    severity: database[age] >= criticalAge ? 'critical' : 'warning',
    title: `${ids} of database ${database.name} are running out`,
    detail: [
      `The oldest is ${count(database[age])} back; autovacuum freezes by itself from ${count(seen[maxAge])} on, and writing stops at about 2,147,000,000.`,
      ...(context.here ? ['Oldest tables:', ...oldest.map((table) => describeTable(table, kind))] : []),
    ].join('\n'),
    hint: context.here
      ? cure(oldest, context.holders, context.now)
      : `look at it through a target of that database: its tables are seen only there.`,
  }
}

const describeTable = (table: TableAge, kind: Kind): string =>
  [
    `${displayName(table)}: ${count(table[kinds[kind].age])} back`,
    ...(kind === 'transaction' && table.inToast ? ['in its TOAST'] : []),
    ...(table.temporary ? ['a temporary table: only the session that made it can vacuum it'] : []),
    ...(table.inVacuum ? ['in VACUUM just now'] : []),
  ].join(', ')

const verbs: Readonly<Record<Holder['kind'], string>> = {
  session: 'end',
  prepared: 'commit or roll back',
  slot: 'revive the consumer of, or drop,',
  standby: 'end the long query on',
}

/** In the order that helps: while somebody holds the horizon, no VACUUM freezes past it. */
function cure(tables: readonly TableAge[], holders: readonly Holder[], now: string): string {
  const first = holders.slice(0, 3).map((holder) => `${verbs[holder.kind]} ${describeHolder(holder, now)}`)
  const statements = tables.filter(({ temporary }) => !temporary).map((table) => `VACUUM ${quoted(table)}`)
  const steps = [
    ...first,
    ...(statements.length > 0 ? [`run ${statements.join('; ')}`] : ['end the sessions that own the temporary tables']),
  ]
  return `${steps.join(', then ')}; neither single-user mode nor VACUUM FULL.`
}

const count = (ids: number): string => ids.toLocaleString('en-US')
