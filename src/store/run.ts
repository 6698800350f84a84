import type { Json, JsonObject } from '../base/json.ts'
import { sql } from '../base/sql.ts'
import type { Sql } from '../base/sql.ts'
import type { Db } from './db.ts'

/*
 * The life of a run.
 *
 * It begins `queued`, made by the schedule or by a person, and stays so until a worker claims it. The claim makes it `running`: the worker holds a
 * lease that it renews, and a fence, a number that grows with each claim. Every later write of that worker names its fence (`whileHeld`); once
 * another worker has claimed the run, the number differs and the write is refused. A lease that isn't renewed ends, and then any worker may claim
 * the running run: it inspects anew and goes on.
 *
 * From `running` it goes to `waiting` when it needs a person's approval or signature, or when its window is shut; an answer, or the window's opening,
 * makes it claimable again. It goes back to `queued`, with a later `not_before`, when it failed in a way that a retry may cure.
 * It ends as `converged` (a second look found no step left), `planned` (only a plan was asked for), `diverged` (steps are left), `failed`
 * (it could not be carried out) or `cancelled`. An ended run never changes again.
 */

export type RunState = 'queued' | 'running' | 'waiting' | 'converged' | 'planned' | 'diverged' | 'failed' | 'cancelled'
export type RunPhase = 'inspecting' | 'applying' | 'verifying'
export type WaitingFor = 'approval' | 'sign-off' | 'window'
export type RunError = { readonly message: string; readonly hint: string | null; readonly transient: boolean | null }

export type RunRow = {
  readonly id: string
  readonly stack: string
  readonly task: string
  /** The Task of src/stack/model.ts, as it stood when the run was made. */
  readonly definition: JsonObject
  readonly mode: 'run' | 'plan'
  readonly trigger: 'schedule' | 'person'
  readonly requestedBy: string | null
  readonly dueAt: Date
  readonly state: RunState
  readonly phase: RunPhase | null
  readonly waitingFor: WaitingFor | null
  readonly notBefore: Date
  readonly attempt: number
  readonly failures: number
  readonly fence: number
  readonly worker: string | null
  readonly workerHost: string | null
  readonly approvedBeforehandBy: string | null
  readonly plan: Json
  readonly cancelRequestedBy: string | null
  readonly summary: string | null
  readonly error: RunError | null
  readonly findingsOpen: number
  readonly worstSeverity: 'info' | 'warning' | 'critical' | null
  readonly stepsPlanned: number | null
  readonly stepsDone: number
  readonly waitingSince: Date | null
  readonly reminders: number
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly endedAt: Date | null
}

const columns: Sql = sql`id, stack, task, definition, mode, trigger, requested_by as "requestedBy", due_at as "dueAt", state, phase, waiting_for as "waitingFor",
  not_before as "notBefore", attempt, failures, fence, worker, worker_host as "workerHost", approved_beforehand_by as "approvedBeforehandBy", plan,
  cancel_requested_by as "cancelRequestedBy", summary, error, findings_open as "findingsOpen", worst_severity as "worstSeverity",
  steps_planned as "stepsPlanned", steps_done as "stepsDone", waiting_since as "waitingSince", reminders, created_at as "createdAt",
  started_at as "startedAt", ended_at as "endedAt"`

export type NewRun = {
  readonly id: string
  readonly stack: string
  readonly task: string
  readonly definition: JsonObject
  readonly mode: 'run' | 'plan'
  readonly trigger: 'schedule' | 'person'
  readonly requestedBy: string | null
  readonly dueAt: Date
  readonly approvedBeforehandBy?: string | null
}

/** Makes queued runs and returns the ids of those that were made: a task that has an open run already gets no second one. */
export async function insertRuns(db: Db, runs: readonly NewRun[]): Promise<ReadonlySet<string>> {
  if (runs.length === 0) return new Set()
  const rows = await db.query<{ id: string }>(sql`
    insert into upkeep.runs (id, stack, task, definition, mode, trigger, requested_by, due_at, approved_beforehand_by, state)
    select id, stack, task, definition, mode, trigger, requested_by, due_at, approved_by, 'queued'
    from unnest(${runs.map((run) => run.id)}::uuid[], ${runs.map((run) => run.stack)}::text[], ${runs.map((run) => run.task)}::text[],
      ${runs.map((run) => JSON.stringify(run.definition))}::jsonb[], ${runs.map((run) => run.mode)}::text[], ${runs.map((run) => run.trigger)}::text[],
      ${runs.map((run) => run.requestedBy)}::text[], ${runs.map((run) => run.dueAt)}::timestamptz[], ${runs.map((run) => run.approvedBeforehandBy ?? null)}::text[])
      as run (id, stack, task, definition, mode, trigger, requested_by, due_at, approved_by)
    on conflict (stack, task) where mode = 'run' and state in ('queued', 'running', 'waiting') do nothing
    returning id`)
  return new Set(rows.map((row) => row.id))
}

export const findRun = (db: Db, id: string): Promise<RunRow | null> =>
  db.first<RunRow>(sql`select ${columns} from upkeep.runs where id = ${id}`)

/** The same, and nobody changes it until the transaction ends. */
export const lockRun = (db: Db, id: string): Promise<RunRow | null> =>
  db.first<RunRow>(sql`select ${columns} from upkeep.runs where id = ${id} for update`)

export const findOpenRun = (db: Db, stack: string, task: string): Promise<RunRow | null> =>
  db.first<RunRow>(
    sql`select ${columns} from upkeep.runs where stack = ${stack} and task = ${task} and mode = 'run' and state in ('queued', 'running', 'waiting')`,
  )

/** Ids that begin or end with these characters (a UUID's text), three at most. */
export const matchRunIds = async (db: Db, part: string): Promise<readonly string[]> =>
  (
    await db.query<{ id: string }>(
      sql`select id from upkeep.runs where id::text like ${`${part}%`} or id::text like ${`%${part}`} order by id desc limit 3`,
    )
  ).map((row) => row.id)

export type RunFilter = {
  readonly stack?: string
  readonly task?: string
  readonly state?: readonly RunState[]
  readonly limit?: number
  readonly before?: string
  readonly since?: Date
  readonly mode?: 'run' | 'plan'
}

/** Newest first. */
export const listRuns = (db: Db, filter: RunFilter = {}): Promise<RunRow[]> =>
  db.query<RunRow>(sql`
    select ${columns} from upkeep.runs
    where (${filter.stack ?? null}::text is null or stack = ${filter.stack ?? null})
      and (${filter.task ?? null}::text is null or task = ${filter.task ?? null})
      and (${filter.state ?? null}::text[] is null or state = any(${filter.state ?? null}::text[]))
      and (${filter.before ?? null}::uuid is null or id < ${filter.before ?? null}::uuid)
      and (${filter.since ?? null}::timestamptz is null or created_at >= ${filter.since ?? null}::timestamptz)
      and (${filter.mode ?? null}::text is null or mode = ${filter.mode ?? null})
    order by id desc limit ${filter.limit ?? 50}`)
