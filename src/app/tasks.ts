import { worstOf } from '../base/severity.ts'
import { sql } from '../base/sql.ts'
import type { Task } from '../stack/model.ts'
import type { Db } from '../store/db.ts'
import { countFindings } from '../store/finding.ts'
import type { FindingCount } from '../store/finding.ts'
import type { WaitingFor } from '../store/run.ts'
import { listTasks } from '../store/task.ts'
import type { TaskRow } from '../store/task.ts'
import type { TaskView } from './views/task.ts'
import type { RunState } from './views/words.ts'

type RunBrief = {
  stack: string
  task: string
  id: string
  state: RunState
  waitingFor: WaitingFor | null
  startedAt: Date | null
  endedAt: Date | null
  summary: string | null
}

/** The tasks with their dues, open and last runs and findings: four statements, however many tasks there are. */
export async function viewTasks(db: Db, filter: { stack?: string; task?: string } = {}): Promise<TaskView[]> {
  const only = sql`(${filter.stack ?? null}::text is null or stack = ${filter.stack ?? null}) and (${filter.task ?? null}::text is null or task = ${filter.task ?? null})`
  const brief = sql`stack, task, id, state, waiting_for as "waitingFor", started_at as "startedAt", ended_at as "endedAt", summary`
  const [rows, open, last, findings] = await Promise.all([
    listTasks(db, filter.stack),
    db.query<RunBrief>(sql`select ${brief} from upkeep.runs where mode = 'run' and state in ('queued', 'running', 'waiting') and ${only}`),
    db.query<RunBrief>(sql`
      select l.* from upkeep.tasks t cross join lateral (
        select ${brief} from upkeep.runs r where r.stack = t.stack and r.task = t.name and mode = 'run' and ended_at is not null order by id desc limit 1) l
      where ${sql`(${filter.stack ?? null}::text is null or t.stack = ${filter.stack ?? null}) and (${filter.task ?? null}::text is null or t.name = ${filter.task ?? null})`}`),
    countFindings(db),
  ])
  const key = (row: { stack: string; task: string }): string => `${row.stack}/${row.task}`
  const openOf = new Map(open.map((run) => [key(run), run]))
  const lastOf = new Map(last.map((run) => [key(run), run]))
  const findingsOf = Map.groupBy(findings, key)
  return rows
    .filter((row) => filter.task === undefined || row.name === filter.task)
    .map((row) => {
      const id = `${row.stack}/${row.name}`
      return presentTask(row, openOf.get(id), lastOf.get(id), findingsOf.get(id) ?? [])
    })
}

function presentTask(row: TaskRow, open: RunBrief | undefined, last: RunBrief | undefined, findings: readonly FindingCount[]): TaskView {
  const task = row.definition as unknown as Task
  return {
    stack: row.stack,
    task: row.name,
    title: task.title,
    procedure: task.does,
    target: task.target,
    every: task.every,
    timezone: row.timezone,
    policy: task.policy,
    proof: task.proof,
    window: task.window,
    host: task.host,
    covers: [...task.covers],
    nextDueAt: row.nextDue?.toISOString() ?? null,
    openRun: open ? { id: open.id, state: open.state, waitingFor: open.waitingFor } : null,
    lastRun: last
      ? {
          id: last.id,
          state: last.state,
          endedAt: last.endedAt?.toISOString() ?? null,
          durationMs: last.startedAt && last.endedAt ? last.endedAt.getTime() - last.startedAt.getTime() : null,
          summary: last.summary,
        }
      : null,
    openFindings: findings.reduce((sum, group) => sum + group.count, 0),
    worstSeverity: worstOf(findings.map((group) => group.severity)),
  }
}
