import { z } from 'zod'
import { judge } from '../../procedures/postgres/slow-queries/judge.ts'
import type { Judged } from '../../procedures/postgres/slow-queries/judge.ts'
import type { ShownUse, SlowQueriesObservation } from '../../procedures/postgres/slow-queries/observation.ts'
import { slowQueriesParams } from '../../procedures/postgres/slow-queries/params.ts'
import { readerOf, see } from './looks.ts'
import type { Looks } from './looks.ts'
import { needView, sourceView, taskLinkView } from './parts.ts'
import type { NeedView, TaskLinkView } from './parts.ts'

export const queryView = z.object({
  id: z.string().describe('queryid: the same for as long as its tables are the same.'),
  text: z.string().describe('Without its literals.'),
  calls: z.number(),
  totalMs: z.number(),
  meanMs: z.number(),
  rows: z.number(),
  share: z.number().nullable().describe('Of the time in all statements: 0 to 1. null: it ran within a function, whose own time holds it.'),
  beforeMeanMs: z.number().nullable().describe('Its average before; null: it is new, or nobody knows.'),
  rough: z.boolean().describe('It was not kept before: its time is at least this, its calls at most.'),
  needs: z.array(needView),
  keptBy: z.array(taskLinkView).describe('The task that compares it with its own past.'),
})
export type QueryView = z.infer<typeof queryView>

export const queriesView = z.object({
  source: sourceView,
  obstacle: z.string().nullable().describe('Why no statement is counted.'),
  since: z.string().nullable().describe('Where the interval begins.'),
  calls: z.number().nullable(),
  totalMs: z.number().nullable(),
  rows: z.array(queryView),
})
export type QueriesView = z.infer<typeof queriesView>

const queriesReader = readerOf<SlowQueriesObservation>()(
  'postgres.slow-queries',
  z.object({
    now: z.string(),
    loaded: z.boolean(),
    extension: z.object({ installed: z.unknown() }),
    counted: z
      .object({
        since: z.string().nullable(),
        calls: z.number(),
        totalMs: z.number(),
        uses: z.array(
          z.object({
            id: z.string(),
            text: z.string(),
            calls: z.number(),
            totalMs: z.number(),
            meanMs: z.number(),
            rows: z.number(),
            nested: z.boolean(),
            rough: z.boolean(),
            before: z.object({ calls: z.number(), meanMs: z.number() }).nullable(),
          }),
        ),
      })
      .nullable(),
  }),
)

/** The statements that took most time since the last look, and those that are slow or got slower. */
export function queriesOf(looks: Looks): QueriesView {
  const { source, observation, task } = see(looks, queriesReader)
  const nothing = { source, obstacle: null, since: null, calls: null, totalMs: null, rows: [] }
  if (observation === null) return nothing
  const { counted } = observation
  if (counted === null) return { ...nothing, obstacle: obstacleOf(observation) }
  const params = slowQueriesParams.safeParse(task?.definition.with ?? {})
  const judged = params.success ? judge(counted.uses, params.data) : []
  return {
    source,
    obstacle: null,
    since: counted.since,
    calls: counted.calls,
    totalMs: counted.totalMs,
    rows: counted.uses
      .map((use) =>
        row(
          use,
          counted.totalMs,
          judged.filter((one) => one.use.id === use.id),
          source.task,
        ),
      )
      .toSorted((a, b) => b.totalMs - a.totalMs),
  }
}

const obstacleOf = ({ extension }: SlowQueriesObservation): string =>
  extension.installed === null ? 'pg_stat_statements is not installed in this database' : 'pg_stat_statements is not loaded by the server'

function row({ before, nested, ...use }: ShownUse, allMs: number, judged: readonly Judged[], task: TaskLinkView | null): QueryView {
  const { id, text, calls, totalMs, meanMs, rows, rough } = use
  return {
    id,
    text,
    calls,
    totalMs,
    meanMs,
    rows,
    share: nested || allMs === 0 ? null : Math.min(1, totalMs / allMs),
    beforeMeanMs: before?.meanMs ?? null,
    rough,
    needs: judged.map(({ kind }) => needs[kind]),
    keptBy: task === null ? [] : [task],
  }
}

/** No task cures a statement: what has to change is the application, or an index that a person decides on. */
const needs: Readonly<Record<Judged['kind'], NeedView>> = {
  slow: {
    severity: 'warning',
    what: 'slow',
    hint: 'look at its plan with EXPLAIN (ANALYZE, BUFFERS); postgres.indexes looks for a missing index.',
    cure: null,
  },
  slower: {
    severity: 'warning',
    what: 'slower than before',
    hint: 'compare its plan with what was: stale statistics, an index that was dropped or bloated, a table that grew, a lock.',
    cure: null,
  },
}
