import { cpus, loadavg } from 'node:os'
import { sql } from '../../base/sql.ts'
import type { StopSignal } from '../connector.ts'

/** How much the server's machine has to do. SQL doesn't tell: where it is another machine, the sessions at work stand for it. */
export type Load =
  | { readonly of: 'machine'; readonly average: number; readonly processors: number }
  /** null: the role may not see it. */
  | { readonly of: 'sessions'; readonly running: number | null }

export type LoadLimits = { readonly 'max-load'?: number | undefined; readonly 'max-running': number }

/** Of targets that don't say: UPKEEP_MAX_LOAD, for a machine that is always busy, or 10. */
function defaultMaxLoad(): number {
  const given = Number(process.env['UPKEEP_MAX_LOAD'])
  return given > 0 ? given : 10
}

/** Linux counts what runs, waits for a processor, or waits for a disk, over the last minute; null: this system keeps no such average. */
export function readMachineLoad(): Load | null {
  const [average = 0] = loadavg()
  return process.platform === 'win32' ? null : { of: 'machine', average, processors: cpus().length }
}

/** Sessions that compute or wait for the disk, with their parallel workers; not those that wait for a lock or for their client. Ours are left out. */
export const runningQuery = sql`
  select count(*)::int as running from pg_stat_activity
  where state = 'active' and backend_type in ('client backend', 'parallel worker') and coalesce(wait_event_type, '') not in ('Client', 'Lock')
    and not starts_with(application_name, 'upkeep:')`

export function assessLoad(load: Load, limits: LoadLimits): readonly StopSignal[] {
  const signal = (reason: string): readonly StopSignal[] => [{ name: 'load', reason }]
  if (load.of === 'machine') {
    const limit = limits['max-load'] ?? defaultMaxLoad()
    return load.average > limit * load.processors
      ? signal(`the load of the server's machine is ${load.average.toFixed(1)} on ${load.processors} processors (limit ${limit} for each)`)
      : []
  }
  if (load.running === null) {
    return signal(
      'the load is unknown: the server runs on another machine, and the role may not see how many sessions are at work (grant pg_monitor)',
    )
  }
  return load.running > limits['max-running'] ? signal(`${load.running} sessions are at work at once (limit ${limits['max-running']})`) : []
}
