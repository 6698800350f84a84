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
