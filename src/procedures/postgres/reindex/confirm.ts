import { identifier, sql } from '../../../base/sql.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { findExtension } from '../extension.ts'
import { bloatOf } from '../bloat/judge.ts'
import type { MeasuredIndex } from './measure.ts'

/** One index is read for so long at most. */
const timeoutMs = 60_000

type Pages = { readonly leaves: number; readonly inner: number; readonly density: number; readonly pageBytes: number }

/**
 * Reads candidates through with pgstatindex, those with most bloat first, within `budgetBytes`; an index is read past the shared buffers. Stops at the first stop signal: what is not
 * confirmed then keeps its estimate, and `unconfirmed` says why.
 */
export async function confirmIndexes(
  target: PostgresTarget,
  candidates: readonly MeasuredIndex[],
  budgetBytes: number,
): Promise<{ confirmed: readonly MeasuredIndex[]; unconfirmed: string | null }> {
  if (candidates.length === 0 || budgetBytes === 0) return { confirmed: [], unconfirmed: null }
  const schema = await schemaOfPgstatindex(target)
  if (schema === null) return { confirmed: [], unconfirmed: 'the extension pgstattuple is not installed, or the role may not use it' }
  const confirmed: MeasuredIndex[] = []
  let left = budgetBytes
  for (const index of candidates.toSorted((a, b) => bytesToGain(b) - bytesToGain(a))) {
    if (index.measured.bytes > left) continue
    const [signal] = (await target.stopSignals?.()) ?? []
    if (signal) return { confirmed, unconfirmed: signal.reason }
    left -= index.measured.bytes
    const exactBytes = await readThrough(target, schema, index)
    if (exactBytes !== null) confirmed.push({ ...index, measured: { ...index.measured, exactBytes } })
  }
  const unconfirmed = confirmed.length < candidates.length ? 'they are more than `confirm-up-to` allows to read in one look' : null
  return { confirmed, unconfirmed }
}

const bytesToGain = ({ measured }: MeasuredIndex): number => measured.bytes * (bloatOf(measured) ?? 0)

async function schemaOfPgstatindex(target: PostgresTarget): Promise<string | null> {
  const { installed } = await findExtension(target, 'pgstattuple')
  if (installed === null) return null
  const name = `${identifier(installed.schema, 'pgstatindex').text}(regclass)`
  const [row] = await target.read<{ may: boolean }>(sql`select has_function_privilege(${name}, 'execute') as may`)
  return row!.may ? installed.schema : null
}

/** It was dropped, is locked, or is too large to be read in time: it keeps its estimate. */
function passedOver(error: unknown): readonly Pages[] {
  if (/^(XX000|42P01|42704|55P03|57014)$/.test(sqlStateOf(error))) return []
  throw error
}

/**
 * What the index would need if its leaves were as full as its fillfactor: its own leaves by their density, its inner pages and the meta page. Null: it is gone, or locked.
 * Empty and deleted pages count as bloat.
 */
async function readThrough(target: PostgresTarget, schema: string, index: MeasuredIndex): Promise<number | null> {
  const [pages] = await target
    .read<Pages>(
      sql`select leaf_pages as leaves, internal_pages as inner, coalesce(nullif(avg_leaf_density, 'NaN'), 0)::float8 as density, current_setting('block_size')::int as "pageBytes"
        from ${identifier(schema, 'pgstatindex')}(${index.oid}::oid::regclass)`,
      { timeoutMs },
    )
    .catch(passedOver)
  if (!pages) return null
  const full = Math.min(1, pages.density / index.fillfactor)
  return Math.min(index.measured.bytes, Math.ceil(1 + pages.inner + pages.leaves * full) * pages.pageBytes)
}
