import type { Json } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { inSchemas } from '../vacuum/table-care.ts'
import { lonely } from './covers.ts'
import { judge } from './judge.ts'
import type { IndexesObservation, IndexFacts, IndexSeen } from './observation.ts'
import type { IndexesParams } from './params.ts'
import { propose } from './propose/propose.ts'
import { readCounting, readScanned } from './read-counting.ts'
import { readForeignKeys } from './read-foreign-keys.ts'
import { digestOf, readIndexes } from './read-indexes.ts'
import { isReadThroughOften } from './scans.ts'
import { readDefinitions, undoOf } from './undo.ts'

/** The observation keeps so many indexes, those of the largest tables first. */
const indexesKept = 2_000
/** And of those that are as they should be, the tables of so many of the largest, so that their use can be shown. */
const largestShown = 50

export async function inspectIndexes(target: PostgresTarget, params: IndexesParams, ctx: InspectContext): Promise<IndexesObservation> {
  const [clock] = await target.read<{ now: string }>(sql`select clock_timestamp() as now`)
  const { now } = clock!
  const where = inSchemas(target)
  const counting = await readCounting(target)
  const watch = startWatch(earlier(ctx.previous, target.server.database), now)
  const all = (await readIndexes(target, where)).map((index) => watch.look(index))
  const keys = await readForeignKeys(target, where)
  const verdicts = judge(all, keys, { now, counting, standby: target.server.standby }, params)
  const spokenOf = [...verdicts.map(({ index }) => index), ...all.filter(({ valid }) => !valid)]
  const { kept, tablesLeftOut } = keep(all, tablesOf(spokenOf), tablesOf(largest(all)))
  const keptTables = new Set(kept.map(({ table }) => table.oid))
  const scanned = (await readScanned(target, where, params['min-table-size'])).filter((table) =>
    isReadThroughOften(table, counting, now, params),
  )
  return {
    now,
    database: target.server.database,
    standby: target.server.standby,
    counting,
    indexesSeen: all.length,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    indexes: await withUndo(
      target,
      kept,
      verdicts.map(({ index }) => index.oid),
    ),
    tablesLeftOut,
    foreignKeys: [
      ...keys.filter((key) => keptTables.has(key.table.oid)),
      ...lonely(keys, all).filter((key) => !keptTables.has(key.table.oid)),
    ],
    scanned,
    ...(await propose(target, scanned)),
    firstLook: watch.firstLook,
    watched: watch.watched(),
  }
}

const tablesOf = (indexes: readonly IndexFacts[]): ReadonlySet<number> => new Set(indexes.map(({ table }) => table.oid))
const largest = (indexes: readonly IndexSeen[]): readonly IndexSeen[] =>
  indexes.toSorted((a, b) => b.bytes - a.bytes).slice(0, largestShown)

/** The tables that have an index to speak of come first; `others` take the room that is left. A table is kept with all its indexes, or not at all. */
function keep(
  indexes: readonly IndexSeen[],
  spokenOf: ReadonlySet<number>,
  others: ReadonlySet<number>,
): { kept: readonly IndexSeen[]; tablesLeftOut: number } {
  const byTable = Map.groupBy(
    indexes.filter(({ table }) => spokenOf.has(table.oid) || others.has(table.oid)),
    ({ table }) => table.oid,
  )
  const bytesOf = (own: readonly IndexSeen[]): number => own.reduce((sum, { bytes }) => sum + bytes, 0)
  const kept: IndexSeen[] = []
  let tablesLeftOut = 0
  const bySize = [...byTable].toSorted(([, a], [, b]) => bytesOf(b) - bytesOf(a))
  for (const [table, own] of [...bySize.filter(([table]) => spokenOf.has(table)), ...bySize.filter(([table]) => !spokenOf.has(table))]) {
    if (kept.length + own.length <= indexesKept) kept.push(...own)
    else if (spokenOf.has(table)) tablesLeftOut += 1
  }
  return { kept, tablesLeftOut }
}

async function withUndo(target: PostgresTarget, indexes: readonly IndexSeen[], oids: readonly number[]): Promise<readonly IndexSeen[]> {
  const kept = new Set(indexes.map(({ oid }) => oid))
  const definitions = await readDefinitions(
    target,
    oids.filter((oid) => kept.has(oid)),
  )
  const undo = new Map(definitions.map((definition) => [definition.oid, undoOf(definition)]))
  return indexes.map((index) => ({ ...index, undo: undo.get(index.oid) ?? '' }))
}

type Watched = Pick<IndexesObservation, 'firstLook' | 'watched'>

/**
 * Knows since when each index has been seen without a scan. PostgreSQL doesn't tell how old an index is: what was there at the first look may be of any age,
 * what came later is as young as that.
 */
function startWatch(before: Watched | null, now: string): Watch {
  const firstLook = before?.firstLook ?? now
  const watched: Record<string, string> = {}
  return {
    firstLook,
    look: (index) => {
      if (index.scans > 0 || index.unique || index.neededFor !== null) return { ...index, watchedSince: now, young: false, undo: '' }
      const digest = digestOf(index)
      const watchedSince = before?.watched[digest] ?? now
      watched[digest] = watchedSince
      return { ...index, watchedSince, young: Date.parse(watchedSince) > Date.parse(firstLook), undo: '' }
    },
    watched: () => watched,
  }
}

type Watch = { readonly firstLook: string; look(index: IndexFacts): IndexSeen; watched(): Watched['watched'] }

/** The last look; null when there was none, in another database, or by an older version of Upkeep in another shape. */
function earlier(previous: Json, database: string): Watched | null {
  const seen = previous as Partial<IndexesObservation> | null
  return seen?.database === database && typeof seen.firstLook === 'string' && typeof seen.watched === 'object' ? (seen as Watched) : null
}
