import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { judgeBloat } from '../bloat/judge.ts'
import { rewrittenBefore, rewrittenIn } from '../bloat/past.ts'
import type { Rewritten } from '../bloat/past.ts'
import { displayName, isNamed, isNamedBy, isNamedExactly } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { confirmTables } from './confirm.ts'
import { readLeftovers } from './leftovers.ts'
import { measureTables } from './measure.ts'
import type { MeasuredTable } from './measure.ts'
import type { ReclaimObservation, TableSeen } from './observation.ts'
import type { ReclaimParams } from './params.ts'
import { listTables } from './read-tables.ts'
import type { ListedTable } from './read-tables.ts'
import { findRepack } from './repack-client.ts'

export async function inspectReclaim(target: PostgresTarget, params: ReclaimParams, ctx: InspectContext): Promise<ReclaimObservation> {
  const [clock] = await target.read<{ now: string }>(sql`select clock_timestamp() as now`)
  const { standby } = target.server
  const all = standby ? [] : await listTables(target)
  const wanted = all.filter((table) => isNamed(table, params.tables) || (table.root !== null && isNamed(table.root, params.tables)))
  const rewritten = rewrittenSoFar(wanted, ctx)
  const large = wanted.filter(({ bytes }) => bytes >= params['min-gain'])
  const measured = await measureTables(
    target,
    large.map(({ oid }) => oid),
    rewritten,
  )
  const candidates = measured.filter((table) => ['bloated', 'unknown'].includes(judgeBloat(table.measured, params['min-bloat'] / 100)))
  const { confirmed, unconfirmed } = await confirmTables(target, candidates, params['confirm-up-to'])
  return {
    now: clock!.now,
    standby,
    tables: measured.map((table) => seenFrom(confirmed.find(({ read }) => read.oid === table.read.oid) ?? table, params)),
    tablesSeen: wanted.length,
    leftovers: standby ? [] : (await readLeftovers(target)).filter(({ table }) => table === null || isNamedOf(wanted, table)),
    repack: await findRepack(target),
    unmatched: (params.tables ?? []).filter(
      (pattern) => !standby && !all.some((table) => isNamedBy(table, pattern) || (table.root !== null && isNamedBy(table.root, pattern))),
    ),
    unconfirmed,
    rewritten,
  }
}

const isNamedOf = (wanted: readonly ListedTable[], table: TableName): boolean =>
  wanted.some(({ schema, name }) => schema === table.schema && name === table.name)

const seenFrom = ({ read, ...table }: MeasuredTable, params: ReclaimParams): TableSeen => ({
  ...table,
  named: params.tables?.some((name) => isNamedExactly(read, name)) ?? false,
})

/** What this run has written anew, and earlier ones of this task, as far as it is still there. */
function rewrittenSoFar(tables: readonly ListedTable[], ctx: InspectContext): readonly Rewritten[] {
  const before = rewrittenBefore(ctx.previous)
  return tables.flatMap((table) => {
    const name = displayName(table)
    return rewrittenIn(ctx.record(`reclaim:${name}`)?.outcome) ?? before.find((one) => one.name === name) ?? []
  })
}
