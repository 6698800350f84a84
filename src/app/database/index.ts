import type { AnyProcedure } from '../../procedures/contract.ts'
import type { Db } from '../../store/db.ts'
import { measurementsOf } from '../../store/look.ts'
import { careOf, judgeDatabase } from './care.ts'
import { findDatabase, findDatabases } from './find-looks.ts'
import type { Database } from './find-looks.ts'
import { horizonOf } from './horizon.ts'
import { indexesOf } from './indexes.ts'
import { sourceOf } from './looks.ts'
import { queriesOf } from './queries.ts'
import { serverOf } from './server.ts'
import { sessionsOf } from './sessions.ts'
import { sizeOf } from './size.ts'
import type { SizeSample } from './size.ts'
import { tablesOf } from './tables.ts'
import { taskLooksOf } from './task-looks.ts'
import type { DatabaseSummaryView, DatabaseView } from './views.ts'

type Procedures = ReadonlyMap<string, AnyProcedure>

/** Every database under care, by stack and name. */
export async function viewDatabases(db: Db, procedures: Procedures): Promise<DatabaseSummaryView[]> {
  const order = (a: DatabaseSummaryView, b: DatabaseSummaryView): number =>
    a.stack.localeCompare(b.stack) || a.target.localeCompare(b.target)
  return (await findDatabases(db, procedures)).map(summarize).toSorted(order)
}

/** One of them, section by section. Throws a UserError (not-found) for one that isn't there. */
export async function viewDatabase(db: Db, procedures: Procedures, stack: string, target: string): Promise<DatabaseView> {
  const database = await findDatabase(db, procedures, stack, target)
  const { kind, timezone, looks, findings } = database
  const care = careOf(looks, findings)
  const isPostgres = kind === 'postgres'
  return {
    stack,
    target,
    kind,
    ...judgeDatabase(looks, care),
    at: looks.now.toISOString(),
    timezone,
    server: serverOf(looks, kind),
    care,
    size: sizeOf(looks, kind, await earlierSizes(db, database)),
    tables: tablesOf(looks, kind),
    indexes: isPostgres ? indexesOf(looks) : null,
    queries: isPostgres ? queriesOf(looks) : null,
    sessions: isPostgres ? sessionsOf(looks) : null,
    horizon: isPostgres ? horizonOf(looks) : null,
    tasks: taskLooksOf(looks),
  }
}

function summarize({ kind, looks, findings }: Database): DatabaseSummaryView {
  const care = careOf(looks, findings)
  const open = care.filter(({ acknowledgedBy }) => acknowledgedBy === null)
  const { bytes, growthPerDay, daysUntilFull } = sizeOf(looks, kind, [])
  const sources = looks.tasks.map((task) => sourceOf(task, looks.now))
  const times = sources.flatMap(({ at }) => at ?? []).toSorted()
  return {
    stack: looks.stack,
    target: looks.target,
    kind,
    ...judgeDatabase(looks, care),
    bytes,
    growthPerDay,
    daysUntilFull,
    worst: open[0] ? { severity: open[0].severity, title: open[0].title } : null,
    needs: open.length,
    lastLookAt: times.at(-1) ?? null,
    looks: countBy(sources.map(({ state }) => state)),
  }
}

const countBy = <Key extends string>(keys: readonly Key[]): Partial<Record<Key, number>> =>
  Object.fromEntries([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length])) as Partial<Record<Key, number>>

/** Where the size stands in the observation of the task that measures it. */
const sizePaths = { postgres: ['postgres.size', 'databaseBytes'], sqlite: ['sqlite.check', 'storage,databaseBytes'] } as const

/** The chart's points: so many at most, spread over the time that runs are kept. */
const pointsAtMost = 60

async function earlierSizes(db: Db, { kind, looks }: Database): Promise<readonly SizeSample[]> {
  const [procedure, path] = sizePaths[kind]
  const task = looks.tasks.find(({ view }) => view.procedure === procedure)
  if (!task) return []
  const points = await measurementsOf(db, { stack: looks.stack, task: task.view.task, path: path.split(','), atMost: pointsAtMost })
  return points.map(({ at, value }) => ({ at: at.toISOString(), bytes: value }))
}
