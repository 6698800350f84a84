import type { Json } from '../base/json.ts'
import { newId } from '../base/id.ts'
import { jsonbText } from '../base/json.ts'
import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'

/** What a person answered to a run that asked: kept for as long as the run is. `plan` is the whole plan that was approved or rejected. */
export type AnswerRow = {
  readonly kind: 'approved' | 'rejected' | 'signed'
  readonly plan: Json
  readonly by: string
  readonly at: Date
  readonly note: string | null
}

export async function insertAnswer(db: Db, run: string, answer: Omit<AnswerRow, 'at'>): Promise<void> {
  await db.run(sql`
    insert into upkeep.answers (id, run, kind, plan, by, note)
    values (${newId()}, ${run}, ${answer.kind}, ${answer.plan === null ? null : jsonbText(answer.plan)}::jsonb, ${answer.by}, ${answer.note})`)
}

/** Newest first. */
export const listAnswers = (db: Db, run: string): Promise<AnswerRow[]> =>
  db.query<AnswerRow>(sql`select kind, plan, by, at, note from upkeep.answers where run = ${run} order by at desc, id desc`)
