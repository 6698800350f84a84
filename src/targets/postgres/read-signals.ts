import { describeError } from '../../base/errors.ts'
import { sql } from '../../base/sql.ts'
import type { Sql } from '../../base/sql.ts'
import type { StopSignal } from '../connector.ts'
import { assessLoad, readMachineLoad, runningQuery } from './load.ts'
import type { Load, LoadLimits } from './load.ts'
import type { Lookout } from './lookout.ts'
import { isOnThisMachine, placeQuery } from './same-machine.ts'
import type { Place } from './same-machine.ts'
import { archiverQuery, assessPressure, readyQuery, slotsQuery, standbysQuery } from './stop-signals.ts'
import type { Archiver, LeftSlot, Standby } from './stop-signals.ts'
import { assessTablePressure, tablePressureQuery } from './table-pressure.ts'
import type { TablePressure } from './table-pressure.ts'
import type { PostgresTarget, WorkedTable } from './target.ts'

type Watch = Lookout['watch']
type Own = Pick<PostgresTarget, 'pid' | 'server'> & { readonly limits: LoadLimits }

/** What one look sees. */
type Seen = {
  readonly standbys: readonly Standby[]
  readonly slots: readonly LeftSlot[]
  readonly archiver: (Omit<Archiver, 'ready'> & { readonly maySee: boolean }) | null
  readonly place: Place
  readonly running: number
  /** null: nothing is worked on, or the table is gone. */
  readonly table: TablePressure | null
}

/** All that speaks against going on just now. What can't be read speaks against it too. */
export async function readSignals(watch: Watch, own: Own, worked: WorkedTable | null): Promise<readonly StopSignal[]> {
  try {
    const [seen] = await watch<Seen>(everything(worked, own.pid))
    const { standbys, slots, place, running, table } = seen!
    return [
      ...assessPressure({ standbys, slots, archiver: await withReady(watch, seen!.archiver) }),
      ...assessLoad(await loadOf(place, running, own), own.limits),
      ...(worked && table ? assessTablePressure(worked, table) : []),
    ]
  } catch (error) {
    return [{ name: 'unknown', reason: `what would speak against going on can't be read: ${describeError(error)}` }]
  }
}

/** All in one look, since work waits for it before each step and between batches. */
const everything = (worked: WorkedTable | null, own: number): Sql => sql`
  select ${rowsOf(standbysQuery)} as standbys, ${rowsOf(slotsQuery)} as slots, ${rowOf(archiverQuery)} as archiver, ${rowOf(placeQuery)} as place,
    (${runningQuery}) as running, ${worked === null ? null : rowOf(tablePressureQuery(worked, own))} as "table"`

const rowOf = (query: Sql): Sql => sql`(select to_jsonb(one) from (${query}) one)`
const rowsOf = (query: Sql): Sql => sql`(select coalesce(jsonb_agg(to_jsonb(one)), '[]') from (${query}) one)`

/** By itself: a role that may not ask what waits can't have it in its statement at all. */
async function withReady(watch: Watch, archiver: Seen['archiver']): Promise<Archiver | null> {
  if (archiver === null) return null
  const [waiting] = archiver.maySee ? await watch<{ ready: number }>(readyQuery) : []
  return { ...archiver, ready: waiting?.ready ?? null }
}

async function loadOf(place: Place, running: number, own: Own): Promise<Load> {
  const machine = (await isOnThisMachine(place, own)) ? readMachineLoad() : null
  return machine ?? { of: 'sessions', running: own.server.seesAll ? running : null }
}
