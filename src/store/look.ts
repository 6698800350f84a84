import type { Json, JsonObject } from '../base/json.ts'
import { jsonbText } from '../base/json.ts'
import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'

/** What was seen before the steps and after them, and how it was judged: the evidence of a run. */
export type LookRow = { readonly phase: 'before' | 'after'; readonly at: Date; readonly observation: Json; readonly assessment: JsonObject }

/** A later attempt's look replaces the second one only: what was seen first stays. */
export async function putLook(db: Db, run: string, look: LookRow): Promise<void> {
  await db.run(sql`
    insert into upkeep.looks (run, phase, at, observation, assessment)
    values (${run}, ${look.phase}, ${look.at}, ${jsonbText(look.observation)}, ${jsonbText(look.assessment)})
    on conflict (run, phase) do update set at = excluded.at, observation = excluded.observation, assessment = excluded.assessment where looks.phase = 'after'`)
}

export const listLooks = (db: Db, run: string): Promise<LookRow[]> =>
  db.query<LookRow>(sql`select phase, at, observation, assessment from upkeep.looks where run = ${run}`)

/** The last look of a task by a run that ended well or found steps left: what `previous` is to the next inspection. */
export async function lastObservation(db: Db, stack: string, task: string): Promise<Json> {
  const row = await db.first<{ observation: Json }>(sql`
    select l.observation from upkeep.runs r join upkeep.looks l on l.run = r.id
    where r.stack = ${stack} and r.task = ${task} and r.mode = 'run' and r.state in ('converged', 'diverged')
    order by r.id desc, l.phase asc limit 1`)
  return row?.observation ?? null
}

export type TaskLook = LookRow & { readonly task: string; readonly run: string }

/** The last look of each of these tasks by a run that has ended well or found steps left. */
export const lastLooks = (db: Db, stack: string, tasks: readonly string[]): Promise<TaskLook[]> =>
  db.query<TaskLook>(sql`
    select t.task, last.* from unnest(${[...tasks]}::text[]) as t (task) cross join lateral (
      select l.run, l.phase, l.at, l.observation, l.assessment from upkeep.runs r join upkeep.looks l on l.run = r.id
      where r.stack = ${stack} and r.task = t.task and r.mode = 'run' and r.state in ('converged', 'diverged', 'waiting')
      order by r.id desc, l.phase asc limit 1) last`)

export type Measurement = { readonly at: Date; readonly value: number }

/**
 * One number of a task's observations through time, oldest first: the last of each of `atMost` equal spans. `path` names its place in the observation. Only those
 * that are returned are read whole.
 */
export const measurementsOf = (
  db: Db,
  {
    stack,
    task,
    path,
    atMost,
  }: { readonly stack: string; readonly task: string; readonly path: readonly string[]; readonly atMost: number },
): Promise<Measurement[]> =>
  db.query<Measurement>(sql`
    with seen as materialized (
      select l.run, l.phase, extract(epoch from l.at)::float8 as moment from upkeep.runs r join upkeep.looks l on l.run = r.id
      where r.stack = ${stack} and r.task = ${task} and r.mode = 'run' and r.state in ('converged', 'diverged')
    ), span as (
      select min(moment) as first, max(moment) + 1 as last from seen
    ), picked as (
      select distinct on (part) run, phase, width_bucket(moment, first, last, ${atMost}::int) as part from seen, span order by part, moment desc
    )
    select l.at, (l.observation #>> ${[...path]}::text[])::float8 as value from picked p join upkeep.looks l on l.run = p.run and l.phase = p.phase
    where l.observation #>> ${[...path]}::text[] is not null order by l.at`)
