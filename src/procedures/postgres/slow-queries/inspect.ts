import type { Json } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { findExtension } from '../extension.ts'
import { findColumns, readCounters, readInfo, readTexts } from './counters.ts'
import { idOf, isSlow, isSlower } from './judge.ts'
import type { Counted, SlowQueriesObservation } from './observation.ts'
import type { SlowQueriesParams } from './params.ts'
import { heldTo, remember } from './remember.ts'
import type { Memory, Open } from './remember.ts'
import { keep, usesSince } from './since.ts'
import type { Use } from './since.ts'

export async function inspectSlowQueries(
  target: PostgresTarget,
  params: SlowQueriesParams,
  ctx: InspectContext,
): Promise<SlowQueriesObservation> {
  const previous = earlier(ctx.previous)
  const extension = await findExtension(target, 'pg_stat_statements')
  const [server] = await target.read<{ now: string; loaded: boolean; switchedOff: readonly string[] }>(sql`
    select clock_timestamp() as now, exists (select from pg_settings where name = 'pg_stat_statements.max') as loaded,
      -- Not what was set for our own role: that one may well be left out on purpose.
      array(select name || ' is ' || setting from pg_settings where (name, setting) in (('pg_stat_statements.track', 'none'), ('compute_query_id', 'off'))
        and source not in ('user', 'database user') order by 1) as "switchedOff"`)
  const { now, loaded, switchedOff } = server!
  const memory = remember(previous, params, now)
  const schema = extension.installed?.schema
  const counted = schema === undefined || !loaded ? null : await count(target, schema, { params, previous, memory })
  return { now, database: target.server.database, extension, loaded, switchedOff, counted, ...memory }
}

/** The last look; null when there was none, or an older version of Upkeep made it in another shape. */
function earlier(previous: Json): SlowQueriesObservation | null {
  const seen = previous as Partial<SlowQueriesObservation> | null
  return typeof seen?.now === 'string' && seen.open !== undefined && (seen.counted === null || seen.counted?.kept !== undefined)
    ? ({ ...seen, open: opened(seen.open), paces: seen.paces ?? {} } as SlowQueriesObservation)
    : null
}

/** Before there were paces, an open finding was only the time at which it was seen last. */
const opened = (open: { readonly [fingerprint: string]: Open | string }): Memory['open'] =>
  Object.fromEntries(
    Object.entries(open).map(([fingerprint, one]) => [
      fingerprint,
      typeof one === 'string' ? { since: one, seenAt: one, before: null } : one,
    ]),
  )

type Past = { readonly params: SlowQueriesParams; readonly previous: SlowQueriesObservation | null; readonly memory: Memory }

async function count(target: PostgresTarget, schema: string, { params, previous, memory }: Past): Promise<Counted> {
  const columns = await findColumns(target, schema)
  const info = await readInfo(target, schema, columns)
  const { counters, hidden } = await readCounters(target, schema, columns)
  const last = previous?.counted ?? null
  const anew = last !== null && last.info.since !== info.since
  const uses = usesSince(counters, last, anew).map((use) => heldTo(memory, use))
  const worthShowing = pick(uses, params, memory)
  const texts = await readTexts(
    target,
    schema,
    worthShowing.map(({ id }) => id),
  )
  const outer = uses.filter(({ nested }) => !nested)
  return {
    info,
    since: last === null || anew ? info.since : previous!.now,
    basis: last === null ? 'first look' : anew ? 'anew' : 'last look',
    statements: counters.length,
    hidden,
    calls: outer.reduce((sum, { calls }) => sum + calls, 0),
    totalMs: Math.round(outer.reduce((sum, { totalMs }) => sum + totalMs, 0)),
    evicted: info.evictions === null || last?.info.evictions == null || anew ? info.evictions : info.evictions - last.info.evictions,
    uses: worthShowing.flatMap((use) => (texts.has(use.id) ? [{ ...use, text: texts.get(use.id)! }] : [])),
    ...keep(counters),
  }
}

/** So many findings of each kind at most. */
const judgedAtMost = 50

/** Most time first. What is not among them is neither listed nor judged. */
function pick(uses: readonly Use[], params: SlowQueriesParams, { open, givenUp }: Memory): readonly Use[] {
  const byTime = uses.toSorted((a, b) => b.totalMs - a.totalMs || (a.id < b.id ? -1 : 1))
  const watched = new Set([...Object.keys(open), ...Object.keys(givenUp)].map(idOf))
  const picked = new Set([
    ...byTime.slice(0, params.top),
    ...uses.toSorted((a, b) => b.meanMs - a.meanMs).slice(0, params.top),
    ...byTime.filter((use) => isSlow(use, params)).slice(0, judgedAtMost),
    ...byTime.filter((use) => isSlower(use, params)).slice(0, judgedAtMost),
    ...byTime.filter(({ id }) => watched.has(id)),
  ])
  return byTime.filter((use) => picked.has(use))
}
