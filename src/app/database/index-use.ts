import { z } from 'zod'
import { superfluous } from '../../procedures/postgres/indexes/findings.ts'
import { judge } from '../../procedures/postgres/indexes/judge.ts'
import type { Verdict } from '../../procedures/postgres/indexes/judge.ts'
import type { IndexesObservation, IndexSeen } from '../../procedures/postgres/indexes/observation.ts'
import { indexesParams } from '../../procedures/postgres/indexes/params.ts'
import type { IndexesParams } from '../../procedures/postgres/indexes/params.ts'
import { displayName } from '../../procedures/postgres/table-name.ts'
import { cureBy } from './cures.ts'
import { linkTo, readerOf, see } from './looks.ts'
import type { Looks, SeenTask } from './looks.ts'
import type { NeedView, SourceView } from './parts.ts'

const place = { oid: z.number(), schema: z.string(), name: z.string() }

const usesReader = readerOf<IndexesObservation>()(
  'postgres.indexes',
  z.object({
    now: z.string(),
    standby: z.boolean(),
    counting: z.object({ on: z.boolean(), since: z.string().nullable(), standbys: z.number() }),
    indexesSeen: z.number(),
    indexes: z.array(
      z.object({
        ...place,
        table: z.object(place),
        partitioned: z.boolean(),
        method: z.string(),
        keys: z.array(z.string()),
        columns: z.array(z.number()),
        included: z.array(z.number()),
        predicate: z.string().nullable(),
        unique: z.boolean(),
        nullsNotDistinct: z.boolean(),
        valid: z.boolean(),
        atWork: z.boolean(),
        scans: z.number(),
        bytes: z.number(),
        neededFor: z.string().nullable(),
        young: z.boolean(),
        watchedSince: z.string(),
        undo: z.string(),
      }),
    ),
    foreignKeys: z.array(z.object({ table: z.object(place), columns: z.array(z.object({ number: z.number() })) })),
  }),
)

/** What an index is used for. */
export type IndexUse = {
  readonly name: string
  readonly table: string
  readonly bytes: number
  readonly scans: number
  readonly unique: boolean
  readonly neededFor: string | null
  readonly needs: readonly NeedView[]
}

export type IndexUses = {
  readonly source: SourceView
  readonly countedSince: string | null
  readonly seen: number | null
  readonly indexes: readonly IndexUse[]
}

/** Use, and what is superfluous, as postgres.indexes judges it. */
export function indexUsesOf(looks: Looks): IndexUses {
  const { source, observation, task } = see(looks, usesReader)
  if (observation === null || task === null) return { source, countedSince: null, seen: null, indexes: [] }
  const params = indexesParams.safeParse(task.definition.with)
  const verdicts = params.success ? judge(observation.indexes, observation.foreignKeys, observation, params.data) : []
  const byIndex = new Map(verdicts.map((verdict) => [verdict.index, verdict]))
  return {
    source,
    countedSince: observation.counting.since,
    seen: observation.indexesSeen,
    indexes: observation.indexes.map((index) => {
      const verdict = byIndex.get(index)
      return useOf(index, verdict && params.success ? [needOf(looks, task, verdict, observation, params.data)] : [])
    }),
  }
}

const useOf = (index: IndexSeen, needs: readonly NeedView[]): IndexUse => ({
  name: displayName(index),
  table: displayName(index.table),
  bytes: index.bytes,
  scans: index.scans,
  unique: index.unique,
  neededFor: index.neededFor,
  needs,
})

/** The task drops what its `drop` names; an invalid one postgres.reindex builds anew; else it is for a person, as the hint says. */
function needOf(looks: Looks, task: SeenTask, verdict: Verdict, seen: IndexesObservation, params: IndexesParams): NeedView {
  const { severity, title, hint = null } = superfluous(verdict, seen)
  const drops = verdict.droppable.some((reason) => params.drop.includes(reason))
  const rebuilds = verdict.reasons[0] === 'invalid' ? cureBy(looks, 'postgres.reindex') : null
  return { severity, what: title.replace(`index ${displayName(verdict.index)} is `, ''), hint, cure: drops ? linkTo(task) : rebuilds }
}
