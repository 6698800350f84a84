import { describeError } from '../../base/errors.ts'
import type { StopSignal } from '../connector.ts'
import { assessLoad, readMachineLoad, runningQuery } from './load.ts'
import type { Load, LoadLimits } from './load.ts'
import type { Look, Lookout } from './lookout.ts'
import { isOnThisMachine, placeQuery } from './same-machine.ts'
import type { Place } from './same-machine.ts'
import { archiverQuery, assessPressure, readyQuery, slotsQuery, standbysQuery } from './stop-signals.ts'
import type { Archiver, LeftSlot, Standby } from './stop-signals.ts'
import { assessTablePressure, tablePressureQuery } from './table-pressure.ts'
import type { TablePressure } from './table-pressure.ts'
import type { PostgresTarget, WorkedTable } from './target.ts'

type Own = Pick<PostgresTarget, 'pid' | 'server'> & { readonly limits: LoadLimits }

/**
 * All that speaks against going on just now. What can't be read speaks against it too. In one transaction, which spares two of three round trips; not in one statement, which the server
 * takes twice as long to plan as all of these.
 */
export async function readSignals({ look }: Pick<Lookout, 'look'>, own: Own, worked: WorkedTable | null): Promise<readonly StopSignal[]> {
  try {
    return await look(async (looking) => {
      const standbys = await looking.rows<Standby>(standbysQuery)
      const slots = await looking.rows<LeftSlot>(slotsQuery)
      const archiver = await readArchiver(looking)
      const load = await readLoad(looking, own)
      const [table] = worked === null ? [] : await looking.rows<TablePressure>(tablePressureQuery(worked, own.pid))
      return [
        ...assessPressure({ standbys, slots, archiver }),
        ...assessLoad(load, own.limits),
        ...(worked && table ? assessTablePressure(worked, table) : []),
      ]
    })
  } catch (error) {
    return [{ name: 'unknown', reason: `what would speak against going on can't be read: ${describeError(error)}` }]
  }
}

async function readArchiver(look: Look): Promise<Archiver | null> {
  const [archiver] = await look.rows<Omit<Archiver, 'ready'> & { readonly maySee: boolean }>(archiverQuery)
  if (archiver === undefined) return null
  const [seen] = archiver.maySee ? await look.rows<{ ready: number }>(readyQuery) : []
  return { ...archiver, ready: seen?.ready ?? null }
}

async function readLoad(look: Look, own: Own): Promise<Load> {
  const [place] = await look.rows<Place>(placeQuery)
  const machine = (await isOnThisMachine(place!, own)) ? readMachineLoad() : null
  if (machine !== null) return machine
  if (!own.server.seesAll) return { of: 'sessions', running: null }
  const [row] = await look.rows<{ running: number }>(runningQuery)
  return { of: 'sessions', running: row!.running }
}
