import { z } from 'zod'
import type { CheckObservation } from '../../procedures/postgres/check/observation.ts'
import { displayName } from '../../procedures/postgres/table-name.ts'
import { cureOfFinding } from './cures.ts'
import { indexBloatOf } from './index-bloat.ts'
import { indexUsesOf } from './index-use.ts'
import { readerOf, see } from './looks.ts'
import type { Looks } from './looks.ts'
import { needView, sourceView, taskLinkView } from './parts.ts'

export const indexView = z.object({
  name: z.string(),
  table: z.string(),
  bytes: z.number().nullable(),
  scans: z.number().nullable().describe('Since the counters began.'),
  unique: z.boolean().nullable(),
  keptFor: z.string().nullable().describe('Why it must stay, other than that it is unique.'),
  bloatShare: z.number().nullable().describe('0 to 1; null: not measured, or the statistics do not say.'),
  needs: z.array(needView),
  keptBy: z.array(taskLinkView).describe('The tasks that see to it: its use, its bloat.'),
})
export type IndexView = z.infer<typeof indexView>

export const indexesView = z.object({
  source: sourceView.describe('Where use comes from.'),
  bloatSource: sourceView.describe('Where bloat comes from.'),
  countedSince: z.string().nullable().describe('When the counters began.'),
  seen: z.number().nullable(),
  rows: z.array(indexView).describe('Those that need something first, then the largest.'),
})
export type IndexesView = z.infer<typeof indexesView>

const invalidReader = readerOf<CheckObservation>()(
  'postgres.check',
  z.object({ invalidIndexes: z.array(z.object({ schema: z.string(), name: z.string(), table: z.string() })) }),
)

/** What is known of indexes: their use from postgres.indexes, their bloat from postgres.reindex, and without those at least what postgres.check found invalid. */
export function indexesOf(looks: Looks): IndexesView {
  const uses = indexUsesOf(looks)
  const bloats = indexBloatOf(looks)
  const keptBy = [uses.source.task, bloats.source.task].filter((task) => task !== null)
  const rows = new Map<string, IndexView>()
  for (const { neededFor, needs, ...use } of uses.indexes)
    rows.set(use.name, { ...use, keptFor: neededFor, bloatShare: null, needs: [...needs], keptBy })
  for (const { share, needs, ...index } of bloats.indexes) {
    const known = rows.get(index.name) ?? { ...unknown, ...index, needs: [], keptBy }
    // Measured, where the catalog only has the size as of the last VACUUM.
    rows.set(index.name, {
      ...known,
      bytes: index.bytes,
      bloatShare: share,
      needs: [...known.needs, ...(known.needs.some(isInvalid) ? [] : needs)],
    })
  }
  for (const index of invalidOf(looks)) if (!rows.get(index.name)?.needs.some(isInvalid)) rows.set(index.name, { ...index, keptBy })
  return {
    source: uses.source,
    bloatSource: bloats.source,
    countedSince: uses.countedSince,
    seen: uses.seen,
    rows: [...rows.values()].toSorted(
      (a, b) => Number(b.needs.length > 0) - Number(a.needs.length > 0) || (b.bytes ?? 0) - (a.bytes ?? 0) || a.name.localeCompare(b.name),
    ),
  }
}

const unknown = { bytes: null, scans: null, unique: null, keptFor: null, bloatShare: null }
/** Each of the three may have seen that one is invalid. */
const isInvalid = ({ what }: IndexView['needs'][number]): boolean => what.startsWith('invalid')

function invalidOf(looks: Looks): readonly Omit<IndexView, 'keptBy'>[] {
  const { observation } = see(looks, invalidReader)
  return (observation?.invalidIndexes ?? []).map((index) => ({
    ...unknown,
    name: displayName(index),
    table: index.table,
    needs: [
      {
        severity: 'warning',
        what: 'invalid: its building did not come to its end',
        hint: 'REINDEX INDEX CONCURRENTLY builds it anew.',
        cure: cureOfFinding(looks, 'invalid-index:'),
      },
    ],
  }))
}
