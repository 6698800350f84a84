import { identifier, sql } from '../../../base/sql.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { bloatOf } from '../bloat/judge.ts'
import { findExtension } from '../extension.ts'
import type { MeasuredTable } from './measure.ts'

/** One table is read for so long at most. */
const timeoutMs = 60_000

/**
 * Reads candidates with pgstattuple_approx, which skips what is all visible, those with most bloat first, within `budgetBytes`. Stops at the first stop
 * signal: what is not confirmed then keeps its estimate, and `unconfirmed` says why.
 */
export async function confirmTables(
  target: PostgresTarget,
  candidates: readonly MeasuredTable[],
  budgetBytes: number,
): Promise<{ confirmed: readonly MeasuredTable[]; unconfirmed: string | null }> {
  if (candidates.length === 0 || budgetBytes === 0) return { confirmed: [], unconfirmed: null }
  const schema = await schemaOfPgstattuple(target)
  if (schema === null) return { confirmed: [], unconfirmed: 'the extension pgstattuple is not installed, or the role may not use it' }
  const confirmed: MeasuredTable[] = []
  let left = budgetBytes
  for (const table of candidates.toSorted((a, b) => bytesToGain(b) - bytesToGain(a))) {
    if (table.measured.bytes > left) continue
    const [signal] = (await target.stopSignals?.()) ?? []
    if (signal) return { confirmed, unconfirmed: signal.reason }
    left -= table.measured.bytes
    const exactBytes = await readThrough(target, schema, table)
    if (exactBytes !== null) confirmed.push({ ...table, measured: { ...table.measured, exactBytes } })
  }
  return {
    confirmed,
    unconfirmed: confirmed.length < candidates.length ? 'they are more than `confirm-up-to` allows to read in one look' : null,
  }
}

const bytesToGain = ({ measured }: MeasuredTable): number => measured.bytes * (bloatOf(measured) ?? 0)

async function schemaOfPgstattuple(target: PostgresTarget): Promise<string | null> {
  const { installed } = await findExtension(target, 'pgstattuple')
  if (installed === null) return null
  const name = `${identifier(installed.schema, 'pgstattuple_approx').text}(regclass)`
  const [row] = await target.read<{ may: boolean }>(sql`select has_function_privilege(${name}, 'execute') as may`)
  return row!.may ? installed.schema : null
}

/** What is neither free nor dead, as much of each page as the fillfactor says. Null: it is gone, locked, or too large to be read in time. */
async function readThrough(target: PostgresTarget, schema: string, { read, measured }: MeasuredTable): Promise<number | null> {
  const [row] = await target
    .read<{ used: number }>(
      sql`select sum((a.table_len - a.approx_free_space - a.dead_tuple_len) / case when c.relkind = 't' then 1 else ${read.fillfactor}::float8 / 100 end)::float8 as used
        from pg_class c cross join lateral ${identifier(schema, 'pgstattuple_approx')}(c.oid::regclass) a
        where c.oid = ${read.oid}::oid or c.oid = (select reltoastrelid from pg_class where oid = ${read.oid}::oid)`,
      { timeoutMs },
    )
    .catch(passedOver)
  return row === undefined ? null : Math.min(measured.bytes, Math.ceil(row.used / read.pageBytes) * read.pageBytes)
}

function passedOver(error: unknown): readonly { used: number }[] {
  if (/^(XX000|42P01|42704|55P03|57014)$/.test(sqlStateOf(error))) return []
  throw error
}
