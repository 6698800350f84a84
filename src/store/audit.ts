import type { Json } from '../base/json.ts'
import { canonicalJson } from '../base/json.ts'
import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'

/** One entry: who did what to what. Subjects are `run:<id>`, `finding:<id>`, `token:<id>`, `stack:<name>`. */
export type AuditEntry = { readonly actor: string; readonly action: string; readonly subject: string; readonly detail?: Json }

/** The engine's own name in the audit. */
export const engineActor = 'upkeep'

/** Call last in a transaction: it holds the chain's end, which other transactions then wait for. */
export async function appendAudit(db: Db, ...entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const column = (pick: (entry: AuditEntry) => string): string[] => entries.map(pick)
  await db.query(sql`
    select upkeep.audit_append(actor, action, subject, detail)
    from unnest(${column((entry) => entry.actor)}::text[], ${column((entry) => entry.action)}::text[], ${column((entry) => entry.subject)}::text[],
      ${column((entry) => canonicalJson(entry.detail ?? {}))}::text[]) with ordinality as entry (actor, action, subject, detail, n)
    order by n`)
}

/** How many entries about a subject name this action. */
export const countAudit = async (db: Db, subject: string, action: string): Promise<number> =>
  (await db.first<{ n: number }>(sql`select count(*) as n from upkeep.audit where subject = ${subject} and action = ${action}`))!.n

export type AuditRow = { seq: number; at: Date; actor: string; action: string; subject: string; detail: string; hash: string }

export function listAudit(db: Db, filter: { limit?: number; before?: number; subject?: string } = {}): Promise<AuditRow[]> {
  return db.query<AuditRow>(sql`
    select seq, at, actor, action, subject, detail, hash from upkeep.audit
    where seq < ${filter.before ?? Number.MAX_SAFE_INTEGER} and (${filter.subject ?? null}::text is null or subject = ${filter.subject ?? null})
    order by seq desc limit ${filter.limit ?? 100}`)
}

export type AuditVerdict = {
  readonly intact: boolean
  readonly entries: number
  readonly head: string
  readonly brokenAt: number | null
  readonly reason: string | null
}

/**
 * Recomputes the whole chain. Finds a changed entry (its hash no longer fits), a removed or inserted one (a gap in the numbers, or a wrong link),
 * and a cut-off end (the head knows more). What it can't find is somebody who rewrites every later entry and the head too:
 * keep a head hash elsewhere to rule that out.
 */
export async function verifyAudit(db: Db): Promise<AuditVerdict> {
  const result = await db.first<{
    entries: number
    last_seq: number | null
    last_hash: string | null
    head_seq: number
    head_hash: string
    broken: number | null
    why: string | null
  }>(sql`
    with head as (select seq, hash from upkeep.audit_head),
    chain as (
      select seq, hash, lag(seq, 1, 0::bigint) over w as prev_seq,
        upkeep.audit_hash(lag(hash, 1, repeat('0', 64)) over w, seq, at, actor, action, subject, detail) as expected
      from upkeep.audit window w as (order by seq)
    ),
    broken as (
      select seq, case when seq <> prev_seq + 1 then format('entry %s is missing', prev_seq + 1) else 'its content or its link was changed' end as why
      from chain where hash <> expected or seq <> prev_seq + 1 order by seq limit 1
    )
    select (select count(*) from upkeep.audit) as entries, (select max(seq) from upkeep.audit) as last_seq,
      (select hash from upkeep.audit order by seq desc limit 1) as last_hash, head.seq as head_seq, head.hash as head_hash,
      (select seq from broken) as broken, (select why from broken) as why
    from head`)
  if (result === null) return { intact: false, entries: 0, head: '', brokenAt: 0, reason: 'the head of the audit is missing' }
  const { entries, head_hash: head } = result
  if (result.broken !== null) return { intact: false, entries, head, brokenAt: result.broken, reason: result.why }
  if ((result.last_seq ?? 0) !== result.head_seq || (entries > 0 && result.last_hash !== head)) {
    return {
      intact: false,
      entries,
      head,
      brokenAt: (result.last_seq ?? 0) + 1,
      reason: `the head knows ${result.head_seq} entries, and the last one there is ${result.last_seq ?? 0}`,
    }
  }
  return { intact: true, entries, head, brokenAt: null, reason: null }
}
