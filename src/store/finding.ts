import { newId } from '../base/id.ts'
import { sql } from '../base/sql.ts'
import type { Severity } from '../base/severity.ts'
import type { Db } from './db.ts'

/*
 * The life of a finding. The same trouble of the same task is one row, told by its fingerprint. It is `open` when it is first seen; each later run
 * that sees it counts it once. A person may make it `acknowledged`: it stays so while it lasts, and opens again when it gets worse. It is `resolved`
 * by the first run that looked and no longer saw it; seen again later, the same row opens again.
 */

export type FindingState = 'open' | 'acknowledged' | 'resolved'
export type SeenFinding = {
  readonly fingerprint: string
  readonly severity: Severity
  readonly title: string
  readonly detail?: string | undefined
  readonly hint?: string | undefined
}

export type FindingRow = {
  readonly id: string
  readonly stack: string
  readonly task: string
  readonly target: string | null
  readonly fingerprint: string
  readonly severity: Severity
  readonly title: string
  readonly detail: string | null
  readonly hint: string | null
  readonly state: FindingState
  readonly firstSeenAt: Date
  readonly openedAt: Date
  readonly lastSeenAt: Date
  readonly timesSeen: number
  readonly acknowledgedBy: string | null
  readonly acknowledgedAt: Date | null
  readonly note: string | null
  readonly resolvedAt: Date | null
  readonly lastRun: string
}

const columns = sql`id, stack, task, target, fingerprint, severity, title, detail, hint, state, first_seen_at as "firstSeenAt", opened_at as "openedAt",
  last_seen_at as "lastSeenAt", times_seen as "timesSeen", acknowledged_by as "acknowledgedBy", acknowledged_at as "acknowledgedAt", note,
  resolved_at as "resolvedAt", last_run as "lastRun"`

export type Sighting = {
  readonly run: string
  readonly stack: string
  readonly task: string
  readonly target: string | null
  readonly seen: readonly SeenFinding[]
  /** Beginnings of fingerprints that were not looked at: theirs stay as they are. */ readonly unseen: readonly string[]
}
export type FindingChange = {
  readonly id: string
  readonly change: 'opened' | 'worsened' | 'resolved'
  readonly title: string
  readonly severity: Severity
}

/** Brings a task's findings in line with what a run saw; returns what changed. */
export async function reconcileFindings(db: Db, sighting: Sighting): Promise<readonly FindingChange[]> {
  const { run, stack, task, target } = sighting
  const seen = [...new Map(sighting.seen.map((finding) => [finding.fingerprint, finding])).values()]
  const changed =
    seen.length === 0
      ? []
      : await db.query<FindingChange>(sql`
    with seen as (
      select * from unnest(${seen.map(() => newId())}::uuid[], ${seen.map((finding) => finding.fingerprint)}::text[], ${seen.map((finding) => finding.severity)}::text[],
        ${seen.map((finding) => finding.title)}::text[], ${seen.map((finding) => finding.detail ?? null)}::text[], ${seen.map((finding) => finding.hint ?? null)}::text[])
        as seen (id, fingerprint, severity, title, detail, hint)),
    before as (select fingerprint, state, severity from upkeep.findings where stack = ${stack} and task = ${task}),
    written as (
      insert into upkeep.findings as f (id, stack, task, target, fingerprint, severity, title, detail, hint, state, first_seen_at, opened_at, last_seen_at, last_run)
      select id, ${stack}, ${task}, ${target}, fingerprint, severity, title, detail, hint, 'open', clock_timestamp(), clock_timestamp(), clock_timestamp(), ${run} from seen
      on conflict (stack, task, fingerprint) do update set
        target = excluded.target, severity = excluded.severity, title = excluded.title, detail = excluded.detail, hint = excluded.hint, last_seen_at = excluded.last_seen_at,
        times_seen = f.times_seen + case when f.last_run = excluded.last_run and f.state <> 'resolved' then 0 else 1 end,
        times_opened = f.times_opened + case when f.state = 'resolved' then 1 else 0 end,
        opened_at = case when f.state = 'resolved' then excluded.opened_at else f.opened_at end,
        state = case when f.state = 'acknowledged' and array_position(array['info', 'warning', 'critical'], excluded.severity) <= array_position(array['info', 'warning', 'critical'], f.severity)
          then 'acknowledged' else 'open' end,
        resolved_at = null, last_run = excluded.last_run
      returning f.id, f.fingerprint, f.title, f.severity, f.state)
    select written.id, written.title, written.severity,
      case when before.fingerprint is null or before.state = 'resolved' then 'opened' else 'worsened' end as change
    from written left join before using (fingerprint)
    where before.fingerprint is null or before.state = 'resolved'
      or array_position(array['info', 'warning', 'critical'], written.severity) > array_position(array['info', 'warning', 'critical'], before.severity)`)
  const resolved = await db.query<FindingChange>(sql`
    update upkeep.findings set state = 'resolved', resolved_at = clock_timestamp(), last_run = ${run}
    where stack = ${stack} and task = ${task} and state <> 'resolved' and fingerprint <> all(${seen.map((finding) => finding.fingerprint)}::text[])
      and not exists (select from unnest(${[...sighting.unseen]}::text[]) as beginning where starts_with(fingerprint, beginning))
    returning id, title, severity, 'resolved' as change`)
  return [...changed, ...resolved]
}

/** Resolves what is open of tasks that no longer exist. */
export const resolveFindingsOfTask = (db: Db, stack: string, task: string): Promise<number> =>
  db.run(
    sql`update upkeep.findings set state = 'resolved', resolved_at = clock_timestamp() where stack = ${stack} and task = ${task} and state <> 'resolved'`,
  )

export type FindingFilter = {
  readonly stack?: string
  readonly task?: string
  readonly state?: readonly FindingState[]
  readonly severity?: Severity
  readonly limit?: number
}

/** Worst first, then newest. */
export const listFindings = (db: Db, filter: FindingFilter = {}): Promise<FindingRow[]> =>
  db.query<FindingRow>(sql`
    select ${columns} from upkeep.findings
    where (${filter.stack ?? null}::text is null or stack = ${filter.stack ?? null})
      and (${filter.task ?? null}::text is null or task = ${filter.task ?? null})
      and state = any(${[...(filter.state ?? ['open', 'acknowledged'])]}::text[])
      and (${filter.severity ?? null}::text is null or severity = ${filter.severity ?? null})
    order by (state = 'resolved'), array_position(array['critical', 'warning', 'info'], severity), opened_at desc limit ${filter.limit ?? 200}`)

export const matchFindings = (db: Db, part: string): Promise<FindingRow[]> =>
  db.query<FindingRow>(
    sql`select ${columns} from upkeep.findings where id::text like ${`${part}%`} or id::text like ${`%${part}`} order by id desc limit 3`,
  )

export const acknowledgeFinding = (db: Db, id: string, by: string, note: string | null): Promise<FindingRow | null> =>
  db.first<FindingRow>(sql`
    update upkeep.findings set state = 'acknowledged', acknowledged_by = ${by}, acknowledged_at = clock_timestamp(), note = ${note}
    where id = ${id} and state <> 'resolved' returning ${columns}`)

export type FindingCount = {
  readonly stack: string
  readonly task: string
  readonly severity: Severity
  readonly state: FindingState
  readonly count: number
}

export const countFindings = (db: Db): Promise<FindingCount[]> =>
  db.query<FindingCount>(
    sql`select stack, task, severity, state, count(*) as count from upkeep.findings where state <> 'resolved' group by 1, 2, 3, 4`,
  )
