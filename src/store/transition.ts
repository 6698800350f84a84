import type { Json } from '../base/json.ts'
import { sql } from '../base/sql.ts'
import type { Severity } from '../base/severity.ts'
import type { Db } from './db.ts'
import type { RunError, RunPhase, RunState, WaitingFor } from './run.ts'

/** The changes of state of a run (its life is told in run.ts). Those of a worker are called inside `whileHeld`. */

export async function setPhase(db: Db, run: string, phase: RunPhase): Promise<void> {
  await db.run(sql`update upkeep.runs set phase = ${phase} where id = ${run}`)
}

export async function setPlan(db: Db, run: string, plan: Json, stepsPlanned: number): Promise<void> {
  await db.run(
    sql`update upkeep.runs set plan = ${JSON.stringify(plan)}, steps_planned = coalesce(steps_planned, ${stepsPlanned}) where id = ${run}`,
  )
}

export type Ending = {
  readonly state: Extract<RunState, 'converged' | 'planned' | 'diverged' | 'failed' | 'cancelled'>
  readonly summary: string
  readonly error?: RunError | null
  readonly findingsOpen?: number
  readonly worstSeverity?: Severity | null
}

export async function endRun(db: Db, run: string, ending: Ending): Promise<void> {
  await db.run(sql`
    update upkeep.runs set state = ${ending.state}, phase = null, waiting_for = null, lease_until = null, ended_at = clock_timestamp(), summary = ${ending.summary},
      error = ${ending.error ? JSON.stringify(ending.error) : null}::jsonb, findings_open = ${ending.findingsOpen ?? 0}, worst_severity = ${ending.worstSeverity ?? null}
    where id = ${run}`)
}

/** `notBefore` is the window's opening; a wait for a person has none. */
export async function setWaiting(db: Db, run: string, waitingFor: WaitingFor, summary: string, notBefore?: Date): Promise<void> {
  await db.run(sql`
    update upkeep.runs set state = 'waiting', phase = null, waiting_for = ${waitingFor}, lease_until = null, summary = ${summary}, error = null,
      waiting_since = clock_timestamp(),
      not_before = coalesce(${notBefore ?? null}, not_before)
    where id = ${run}`)
}

/** Back into the queue after a failure that a retry may cure, or after a person's answer. */
export async function requeueRun(
  db: Db,
  run: string,
  options: { readonly notBefore: Date; readonly failed?: RunError; readonly summary?: string },
): Promise<void> {
  await db.run(sql`
    update upkeep.runs set state = 'queued', phase = null, waiting_for = null, lease_until = null, not_before = ${options.notBefore},
      failures = failures + ${options.failed ? 1 : 0}, error = ${options.failed ? JSON.stringify(options.failed) : null}::jsonb, summary = coalesce(${options.summary ?? null}, summary)
    where id = ${run}`)
}

export const requestCancel = (db: Db, run: string, by: string): Promise<number> =>
  db.run(sql`update upkeep.runs set cancel_requested_by = ${by} where id = ${run} and state = 'running'`)

export async function addReminder(db: Db, run: string): Promise<void> {
  await db.run(sql`update upkeep.runs set reminders = reminders + 1, reminded_at = clock_timestamp() where id = ${run}`)
}
