import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding, Skipped } from '../../contract.ts'
import { readSettled } from '../read-settled.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { inSchemas } from '../vacuum/table-care.ts'

type Use = TableName & {
  /** Its last value as text: bigint is wider than a number of JSON. */
  readonly last: string
  readonly limit: string
  /** The column that it fills, when the range ends with that one's type: `public.orders.id`, `integer`. */
  readonly column: string | null
  readonly columnType: string | null
  /** Of its range, 0 to 100. */
  readonly usedPercent: number
}
export type SequenceUse = JsonObject & Use

export type SequencesSeen = JsonObject & {
  /** The fullest first. */
  readonly fullest: readonly SequenceUse[]
  readonly seen: number
  /** Not to be read: somebody is altering them, or the role may not. */
  readonly unread: number
  /** null: read. */
  readonly failure: string | null
}

const keptAtMost = 100

/**
 * How much of its range each sequence has used. The range ends where the sequence's own does, or with the type of a column that it fills (by
 * ownership, identity or default), whichever comes first: a bigint sequence before an integer column ends at 2,147,483,647. Those that cycle never end, unless their column does first.
 */
export async function readSequences(target: PostgresTarget): Promise<SequencesSeen> {
  try {
    const rows = await readSettled<Row>(target, query(target))
    const fullest = rows.flatMap(({ schema, name, last, limit, column, columnType, usedPercent }) =>
      last === null ? [] : [{ schema, name, last, limit, column, columnType, usedPercent }],
    )
    return {
      fullest: fullest.slice(0, keptAtMost),
      seen: rows.length,
      unread: rows.filter(({ readable }) => !readable).length,
      failure: null,
    }
  } catch (error) {
    // Whoever alters a sequence locks it; one that got its lock between our look at the locks and our reading is waited for, then given up.
    if (sqlStateOf(error) !== '55P03') throw error
    return { fullest: [], seen: 0, unread: 0, failure: 'somebody is altering one of them just now' }
  }
}

type Row = Omit<Use, 'last'> & { readonly last: string | null; readonly readable: boolean }

const query = (target: PostgresTarget) => sql`
  with filled as (
    select d.objid as sequence, d.refobjid as relation, d.refobjsubid as number from pg_depend d
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0
      and d.objid in (select seqrelid from pg_sequence)
    union
    select d.refobjid, a.adrelid, a.adnum from pg_depend d join pg_attrdef a on a.oid = d.objid
    where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid in (select seqrelid from pg_sequence)
  ), columns as (
    select distinct on (f.sequence) f.sequence, n.nspname, c.relname, a.attname, format_type(a.atttypid, null) as type, r.most, r.least
    from filled f join pg_attribute a on a.attrelid = f.relation and a.attnum = f.number
      join pg_class c on c.oid = f.relation join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
      -- By how its values are written, which a domain has from its base type.
      join (values ('int2out'::regproc, 32767::int8, -32768::int8), ('int4out', 2147483647, -2147483648)) r (output, most, least) on r.output = t.typoutput
    order by f.sequence, r.most, n.nspname, c.relname, a.attname
  ), readable as (
    select s.*, n.nspname as schema, c.relname as name,
      has_sequence_privilege(c.oid, 'SELECT, USAGE') and c.oid not in (
        select l.relation from pg_locks l where l.locktype = 'relation' and l.granted and l.relation is not null
          and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
          and l.database = (select oid from pg_database where datname = current_database())) as readable
    from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relpersistence <> 't' and not (pg_is_in_recovery() and c.relpersistence = 'u') and ${inSchemas(target)}
  ), used as (
    select r.*, k.nspname, k.relname, k.attname, k.type, case when r.readable then pg_sequence_last_value(r.seqrelid) end as last,
      least(r.seqmax, k.most) as most, greatest(r.seqmin, k.least) as least,
      case when r.seqincrement > 0 then k.most <= r.seqmax else k.least >= r.seqmin end as decides
    from readable r left join columns k on k.sequence = r.seqrelid
    where not r.seqcycle or (case when r.seqincrement > 0 then k.most < r.seqmax else k.least > r.seqmin end)
  )
  select schema, name, readable, last::text, (case when seqincrement > 0 then most else least end)::text as limit,
    case when decides then concat_ws('.', quote_ident(nspname), quote_ident(relname), quote_ident(attname)) end as column,
    case when decides then type end as "columnType",
    coalesce(least(100, 100 * case when seqincrement > 0 then (last::float8 - seqmin) / nullif(most::float8 - seqmin, 0)
      else (seqmax - last::float8) / nullif(seqmax - least::float8, 0) end), 0) as "usedPercent"
  from used order by "usedPercent" desc, schema, name`

/** From here on inserts will fail before the next working day on a busy table. (The project's rules for PostgreSQL warn at 85 %.) */
const criticalPercent = 95

const raiseTheEnd =
  'once it is at its end, every insert that needs it fails: ALTER SEQUENCE ... AS bigint, or raise its MAXVALUE (MINVALUE, where it counts down).'
const widenTheColumn =
  'once it is at its end, every insert fails: give column and sequence the type bigint (a new column, filled in batches and swapped in, spares the table a rewrite under lock).'

export const sequenceFindings = ({ fullest }: SequencesSeen, warnPercent: number): readonly Finding[] =>
  fullest
    .filter(({ usedPercent }) => usedPercent >= warnPercent)
    .map((sequence) => ({
      fingerprint: `sequence:${displayName(sequence)}`,
      severity: sequence.usedPercent >= criticalPercent ? 'critical' : 'warning',
      title: `sequence ${displayName(sequence)} is near its end`,
      detail: `It stands at ${sequence.last} of ${sequence.limit} (${sequence.usedPercent.toFixed(1)} %, limit ${warnPercent} %)${
        sequence.column === null ? '' : `, where column ${sequence.column} (${sequence.columnType}) ends`
      }.`,
      hint: sequence.column === null ? raiseTheEnd : widenTheColumn,
    }))

export function sequencesNotLookedAt(seen: SequencesSeen): readonly Skipped[] {
  if (seen.failure !== null) return [{ what: 'sequences', why: seen.failure, fingerprints: 'sequence:' }]
  if (seen.unread === 0) return []
  return [
    {
      what: `${seen.unread} of ${seen.seen} sequences`,
      why: 'the role of this target has neither SELECT nor USAGE on them, or somebody is altering them',
      fingerprints: 'sequence:',
    },
  ]
}
