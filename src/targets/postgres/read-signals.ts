import { describeError } from '../../base/errors.ts'
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

/** All that speaks against going on just now. What can't be read speaks against it too. */
export async function readSignals(watch: Watch, own: Own, worked: WorkedTable | null): Promise<readonly StopSignal[]> {
  try {
    const standbys = await watch<Standby>(standbysQuery)
    const slots = await watch<LeftSlot>(slotsQuery)
    const archiver = await readArchiver(watch)
    const load = await readLoad(watch, own)
    const [table] = worked === null ? [] : await watch<TablePressure>(tablePressureQuery(worked, own.pid))
    return [
      ...assessPressure({ standbys, slots, archiver }),
      ...assessLoad(load, own.limits),
      ...(worked && table ? assessTablePressure(worked, table) : []),
    ]
  } catch (error) {
    return [{ name: 'unknown', reason: `what would speak against going on can't be read: ${describeError(error)}` }]
  }
}

async function readArchiver(watch: Watch): Promise<Archiver | null> {
  const [archiver] = await watch<Omit<Archiver, 'ready'> & { readonly maySee: boolean }>(archiverQuery)
  if (archiver === undefined) return null
  const [seen] = archiver.maySee ? await watch<{ ready: number }>(readyQuery) : []
  return { ...archiver, ready: seen?.ready ?? null }
}

async function readLoad(watch: Watch, own: Own): Promise<Load> {
  const [place] = await watch<Place>(placeQuery)
  const machine = (await isOnThisMachine(place!, own)) ? readMachineLoad() : null
  if (machine !== null) return machine
  if (!own.server.seesAll) return { of: 'sessions', running: null }
  const [row] = await watch<{ running: number }>(runningQuery)
  return { of: 'sessions', running: row!.running }
}
