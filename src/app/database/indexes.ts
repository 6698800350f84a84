import { z } from 'zod'
import type { CheckObservation } from '../../procedures/postgres/check/observation.ts'
import { displayName } from '../../procedures/postgres/table-name.ts'
import { cureOfFinding } from './cures.ts'
import { readerOf, see } from './looks.ts'
import type { Looks } from './looks.ts'
import { needView, sourceView } from './parts.ts'

export const indexView = z.object({
  name: z.string(),
  table: z.string(),
  bytes: z.number().nullable(),
  scans: z.number().nullable().describe('Since the counters began.'),
  lastScan: z.string().nullable().describe('PostgreSQL 16 and newer.'),
  unique: z.boolean().nullable(),
  bloatBytes: z.number().nullable(),
  bloatShare: z.number().nullable().describe('0 to 1.'),
  needs: z.array(needView),
})
export type IndexView = z.infer<typeof indexView>

export const indexesView = z.object({
  source: sourceView,
  rows: z.array(indexView).describe('Those that need something first, then the largest.'),
})
export type IndexesView = z.infer<typeof indexesView>

const invalidReader = readerOf<CheckObservation>()(
  'postgres.check',
  z.object({ invalidIndexes: z.array(z.object({ schema: z.string(), name: z.string(), table: z.string() })) }),
)

/** What is known of indexes: so far, those that postgres.check found invalid. */
export function indexesOf(looks: Looks): IndexesView {
  const { source, observation } = see(looks, invalidReader)
  const rows = (observation?.invalidIndexes ?? []).map((index) => ({
    name: displayName(index),
    table: index.table,
    bytes: null,
    scans: null,
    lastScan: null,
    unique: null,
    bloatBytes: null,
    bloatShare: null,
    needs: [
      {
        severity: 'warning' as const,
        what: 'invalid: left behind by a build that failed',
        hint: 'REINDEX INDEX CONCURRENTLY builds it anew.',
        cure: cureOfFinding(looks, 'invalid-index:'),
      },
    ],
  }))
  return { source, rows }
}
