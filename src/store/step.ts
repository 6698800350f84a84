import type { Json, JsonObject } from '../base/json.ts'
import { jsonbText } from '../base/json.ts'
import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'

export type StepState = 'started' | 'done' | 'failed' | 'interrupted' | 'refused'
export type Measurement = { readonly name: string; readonly value: number; readonly unit: string }
/** `paused`: why the step stands still at this moment; left out while it goes on. */
export type Progress = { readonly done: number; readonly of: number | null; readonly unit: string; readonly paused?: string[] }

/** The record of one step: written before it starts and after it ends. */
export type StepRow = {
  readonly run: string
  readonly ordinal: number
  readonly key: string
  readonly title: string
  readonly risk: 'safe' | 'disruptive' | 'destructive'
  readonly preview: JsonObject
  readonly attempt: number
  readonly state: StepState
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly outcome: JsonObject | null
  readonly error: string | null
  readonly progress: Progress | null
  readonly measurements: readonly Measurement[]
}

export type NewStep = Pick<StepRow, 'run' | 'key' | 'title' | 'risk' | 'preview' | 'attempt'>

/** Records that a step starts, or that it was refused and why; returns its number within the run. */
export async function insertStep(db: Db, step: NewStep, refusal?: string): Promise<number> {
  const row = await db.first<{ ordinal: number }>(sql`
    insert into upkeep.steps (run, ordinal, key, title, risk, preview, attempt, state, error, ended_at)
    select ${step.run}, coalesce(max(ordinal), 0) + 1, ${step.key}, ${step.title}, ${step.risk}, ${jsonbText(step.preview)}::jsonb, ${step.attempt}::int,
      ${refusal === undefined ? 'started' : 'refused'}, ${refusal ?? null}, case when ${refusal ?? null}::text is null then null else clock_timestamp() end
    from upkeep.steps where run = ${step.run} returning ordinal`)
  return row!.ordinal
}

export type StepEnd = {
  readonly state: 'done' | 'failed' | 'interrupted'
  readonly outcome?: Json
  readonly error?: string
  readonly measurements: readonly Measurement[]
  readonly progress: Progress | null
}

export async function endStep(db: Db, run: string, ordinal: number, end: StepEnd): Promise<void> {
  await db.run(sql`
    update upkeep.steps set state = ${end.state}, ended_at = clock_timestamp(), outcome = ${end.outcome === undefined ? null : jsonbText(end.outcome)}::jsonb,
      error = ${end.error ?? null}, measurements = ${JSON.stringify(end.measurements)}::jsonb, progress = ${end.progress === null ? null : JSON.stringify(end.progress)}::jsonb
    where run = ${run} and ordinal = ${ordinal}`)
  if (end.state === 'done')
    await db.run(
      sql`update upkeep.runs set steps_done = (select count(distinct key) from upkeep.steps where run = ${run} and state = 'done') where id = ${run}`,
    )
}

export async function setProgress(db: Db, run: string, ordinal: number, progress: Progress | null): Promise<void> {
  await db.run(
    sql`update upkeep.steps set progress = ${progress === null ? null : JSON.stringify(progress)}::jsonb where run = ${run} and ordinal = ${ordinal} and state = 'started'`,
  )
}

export const listSteps = (db: Db, run: string): Promise<StepRow[]> =>
  db.query<StepRow>(sql`
    select run, ordinal, key, title, risk, preview, attempt, state, started_at as "startedAt", ended_at as "endedAt", outcome, error, progress, measurements
    from upkeep.steps where run = ${run} order by ordinal`)
