import { z } from 'zod'
import { formatSize } from '../../base/size.ts'
import { bloatOf, judgeBloat } from '../../procedures/postgres/bloat/judge.ts'
import type { Measured } from '../../procedures/postgres/bloat/judge.ts'
import type { ReindexObservation } from '../../procedures/postgres/reindex/observation.ts'
import { displayName } from '../../procedures/postgres/table-name.ts'
import { linkTo, readerOf, see } from './looks.ts'
import type { Looks, SeenTask } from './looks.ts'
import type { NeedView, SourceView } from './parts.ts'

/** As the procedures that write bloated things anew measure one. */
export const measured = z.object({
  bytes: z.number(),
  neededBytes: z.number().nullable(),
  exactBytes: z.number().nullable(),
  changedShare: z.number().nullable(),
})
const named = { schema: z.string(), name: z.string(), table: z.object({ schema: z.string(), name: z.string() }) }

const bloatReader = readerOf<ReindexObservation>()(
  'postgres.reindex',
  z.object({
    standby: z.boolean(),
    indexes: z.array(z.object({ ...named, method: z.string(), measured })),
    invalid: z.array(z.object({ ...named, bytes: z.number(), builder: z.string().nullable() })),
  }),
)

export type IndexBloat = {
  readonly name: string
  readonly table: string
  readonly bytes: number
  /** 0 to 1; null: the statistics don't say. */
  readonly share: number | null
  readonly needs: readonly NeedView[]
}

/** How much of each larger index is of no use, and which were left half built, as postgres.reindex judges it. */
export function indexBloatOf(looks: Looks): { readonly source: SourceView; readonly indexes: readonly IndexBloat[] } {
  const { source, observation, task } = see(looks, bloatReader)
  if (observation === null || task === null) return { source, indexes: [] }
  const bloated = observation.indexes.map((index) => ({
    name: displayName(index),
    table: displayName(index.table),
    bytes: index.measured.bytes,
    share: index.method === 'btree' ? bloatOf(index.measured) : null,
    needs: index.method === 'btree' ? needsOf(index.measured, task) : [],
  }))
  const halfBuilt = observation.invalid
    .filter(({ builder }) => builder === null)
    .map((index) => ({
      name: displayName(index),
      table: displayName(index.table),
      bytes: index.bytes,
      share: null,
      needs: [{ severity: 'warning' as const, what: 'invalid: its building did not come to its end', hint: null, cure: linkTo(task) }],
    }))
  return { source, indexes: [...halfBuilt, ...bloated] }
}

function needsOf(seen: Measured, task: SeenTask): readonly NeedView[] {
  const limit = task.params?.['min-bloat']
  if (typeof limit !== 'number' || judgeBloat(seen, limit / 100) !== 'bloated') return []
  const share = bloatOf(seen) ?? 0
  const what = `bloated: ${Math.round(share * 100)} % of ${formatSize(seen.bytes)} is of no use, limit ${limit} %`
  return [{ severity: 'info', what, hint: null, cure: linkTo(task) }]
}
