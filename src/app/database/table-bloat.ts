import { z } from 'zod'
import { formatSize } from '../../base/size.ts'
import { bloatOf, judgeBloat } from '../../procedures/postgres/bloat/judge.ts'
import type { Measured } from '../../procedures/postgres/bloat/judge.ts'
import type { ReclaimObservation } from '../../procedures/postgres/reclaim/observation.ts'
import { displayName } from '../../procedures/postgres/table-name.ts'
import { measured } from './index-bloat.ts'
import { linkTo, readerOf, see } from './looks.ts'
import type { Looks, SeenTask } from './looks.ts'
import type { NeedView, SourceView } from './parts.ts'

const bloatReader = readerOf<ReclaimObservation>()(
  'postgres.reclaim',
  z.object({ standby: z.boolean(), tables: z.array(z.object({ schema: z.string(), name: z.string(), measured })) }),
)

/** How much of a table, without its indexes, is of no use; of a partitioned one, of those partitions of which it is known. */
export type TableBloat = { readonly bytes: number; readonly share: number; readonly needs: readonly NeedView[] }

/** Bloat by the table's name as people write it, as postgres.reclaim judges it. `rootOf`: the partitioned table that a partition belongs to. */
export function tableBloatOf(
  looks: Looks,
  rootOf: (table: string) => string,
): { readonly source: SourceView; readonly tables: ReadonlyMap<string, TableBloat> } {
  const { source, observation, task } = see(looks, bloatReader)
  if (observation === null || task === null) return { source, tables: new Map() }
  const known = observation.tables.flatMap((table) => {
    const share = bloatOf(table.measured)
    return share === null ? [] : [{ name: displayName(table), measured: table.measured, share }]
  })
  const byRoot = Map.groupBy(known, ({ name }) => rootOf(name))
  const tables = [...byRoot].map(([root, parts]) => {
    const all = parts.reduce((sum, part) => sum + part.measured.bytes, 0)
    const bytes = Math.round(parts.reduce((sum, part) => sum + part.measured.bytes * part.share, 0))
    return [root, { bytes, share: all === 0 ? 0 : bytes / all, needs: parts.flatMap((part) => needsOf(part, root, task)) }] as const
  })
  return { source, tables: new Map(tables) }
}

type Part = { readonly name: string; readonly measured: Measured; readonly share: number }

function needsOf({ name, measured: seen, share }: Part, root: string, task: SeenTask): readonly NeedView[] {
  const [limit, leastGain] = [task.params?.['min-bloat'], task.params?.['min-gain']]
  if (typeof limit !== 'number' || typeof leastGain !== 'number') return []
  if (judgeBloat(seen, limit / 100) !== 'bloated' || seen.bytes * share < leastGain) return []
  const part = name === root ? '' : ` ${name},`
  const what = `bloated:${part} ${Math.round(share * 100)} % of ${formatSize(seen.bytes)} is of no use, limit ${limit} %`
  return [{ severity: 'info', what, hint: null, cure: linkTo(task) }]
}
