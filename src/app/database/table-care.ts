import { z } from 'zod'
import { displayName } from '../../procedures/postgres/table-name.ts'
import type { TableName } from '../../procedures/postgres/table-name.ts'
import type { VacuumObservation } from '../../procedures/postgres/vacuum/assess.ts'
import { careFindings, careFor } from '../../procedures/postgres/vacuum/needs.ts'
import type { SeenTable } from '../../procedures/postgres/vacuum/needs.ts'
import { linkTo, readerOf, see } from './looks.ts'
import type { Looks, SeenTask } from './looks.ts'
import type { NeedView, SourceView, TaskLinkView } from './parts.ts'

const counters = { rows: z.number(), deadRows: z.number() }

const vacuumReader = readerOf<VacuumObservation>()(
  'postgres.vacuum',
  z.object({
    now: z.string(),
    standby: z.boolean(),
    thresholds: z.object({ vacuumThreshold: z.number(), vacuumScaleFactor: z.number(), freezeMaxAge: z.number() }),
    horizon: z.object({ holders: z.array(z.object({ kind: z.string(), xmin: z.string(), age: z.number() })) }),
    tablesSeen: z.number(),
    tables: z.array(
      z.object({
        schema: z.string(),
        name: z.string(),
        partOf: z.object({ schema: z.string(), name: z.string() }).nullable(),
        ...counters,
        insertedRows: z.number(),
        changedRows: z.number(),
        unfrozen: z.number(),
        xidAge: z.number(),
        mxidAge: z.number(),
        bytes: z.number(),
        own: z.looseObject({}),
        toast: z.object({ ...counters, own: z.looseObject({}) }).nullable(),
        permitted: z.boolean(),
        lastVacuum: z.string().nullable(),
        lastAnalyze: z.string().nullable(),
      }),
    ),
  }),
)

/** How clean a table is; of a partitioned one, all its partitions together. */
export type Cleanliness = {
  readonly table: TableName
  readonly rows: number
  readonly deadRows: number
  readonly bytes: number
  readonly lastVacuum: string | null
  readonly lastAnalyze: string | null
  readonly partitions: number
  readonly needs: readonly NeedView[]
  readonly keptBy: TaskLinkView | null
}

export type Cleanlinesses = {
  readonly source: SourceView
  readonly seen: number | null
  readonly tables: ReadonlyMap<string, Cleanliness>
  /** The partitioned table that a partition belongs to; of any other the table itself. */
  readonly rootOf: (table: string) => string
}

/** Dead rows and what they call for, as postgres.vacuum judges them. */
export function cleanlinessOf(looks: Looks): Cleanlinesses {
  const { source, observation, task } = see(looks, vacuumReader)
  if (observation === null || task === null) return { source, seen: null, tables: new Map(), rootOf: (table) => table }
  const byRoot = Map.groupBy(observation.tables, (table) => displayName(table.partOf ?? table))
  const tables = [...byRoot].map(([name, parts]) => [name, together(parts, observation, task)] as const)
  const roots = new Map(observation.tables.map((table) => [displayName(table), displayName(table.partOf ?? table)]))
  return { source, seen: observation.tablesSeen, tables: new Map(tables), rootOf: (table) => roots.get(table) ?? table }
}

function together(parts: readonly SeenTable[], observation: VacuumObservation, task: SeenTask): Cleanliness {
  const sum = (value: (part: SeenTable) => number): number => parts.reduce((total, part) => total + value(part), 0)
  const { schema, name } = parts[0]!.partOf ?? parts[0]!
  return {
    table: { schema, name },
    rows: sum(({ rows }) => rows),
    deadRows: sum(({ deadRows, toast }) => deadRows + (toast?.deadRows ?? 0)),
    bytes: sum(({ bytes }) => bytes),
    lastVacuum: oldest(parts.map(({ lastVacuum }) => lastVacuum)),
    lastAnalyze: oldest(parts.map(({ lastAnalyze }) => lastAnalyze)),
    partitions: parts[0]!.partOf === null ? 0 : parts.length,
    needs: parts.flatMap((part) => needsOf(part, observation, task)),
    keptBy: linkTo(task),
  }
}

/** null as soon as one was never cared for. */
const oldest = (times: readonly (string | null)[]): string | null =>
  times.reduce((first, next) => (first === null || next === null ? null : next < first ? next : first))

function needsOf(table: SeenTable, observation: VacuumObservation, task: SeenTask): readonly NeedView[] {
  const minDeadRows = task.params?.['min-dead-rows']
  const care = careFor(table, { ...observation, ...(typeof minDeadRows === 'number' && { minDeadRows }) })
  const cure = linkTo(task)
  const found = careFindings(care, observation.horizon, observation.now)
  if (found.length > 0) return found.map(({ severity, title, hint = null }) => ({ severity, what: title, hint, cure }))
  if (care.state !== 'due') return []
  const reasons = [...(care.vacuum ? care.due.vacuum : []), ...(care.analyze && care.due.analyze ? [care.due.analyze] : [])]
  const why = reasons.map(({ rows, reason, limit }) => `${rows.toLocaleString('en-US')} ${reason}, limit ${limit.toLocaleString('en-US')}`)
  const part = table.partOf === null ? '' : ` ${displayName(table)}`
  return [{ severity: 'info', what: `due for ${care.vacuum ? 'VACUUM' : 'ANALYZE'}${part}: ${why.join('; ')}`, hint: null, cure }]
}
