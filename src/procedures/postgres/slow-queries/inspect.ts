import type { Json } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { findExtension } from '../extension.ts'
import { findColumns, readCounters, readInfo, readTexts } from './counters.ts'
import { idOf, isSlow, isSlower, openSince } from './judge.ts'
import type { Counted, SlowQueriesObservation } from './observation.ts'
import type { SlowQueriesParams } from './params.ts'
import { keep, usesSince } from './since.ts'
import type { Use } from './since.ts'

type Open = SlowQueriesObservation['open']

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
  const open = openSince(previous, params, now)
  const schema = extension.installed?.schema
  const counted = schema === undefined || !loaded ? null : await count(target, schema, { params, previous, open })
  return { now, database: target.server.database, extension, loaded, switchedOff, counted, open }
}

/** The last look; null when there was none, or an older version of Upkeep made it in another shape. */
function earlier(previous: Json): SlowQueriesObservation | null {
  const seen = previous as Partial<SlowQueriesObservation> | null
  return typeof seen?.now === 'string' && seen.open !== undefined && (seen.counted === null || seen.counted?.kept !== undefined)
    ? (seen as SlowQueriesObservation)
    : null
}

type Past = { readonly params: SlowQueriesParams; readonly previous: SlowQueriesObservation | null; readonly open: Open }

async function count(target: PostgresTarget, schema: string, { params, previous, open }: Past): Promise<Counted> {
  const columns = await findColumns(target, schema)
  const info = await readInfo(target, schema, columns)
  const { counters, hidden } = await readCounters(target, schema, columns)
  const last = previous?.counted ?? null
  const anew = last !== null && last.info.since !== info.since
  const uses = usesSince(counters, last, anew)
  const worthShowing = pick(uses, params, open)
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
function pick(uses: readonly Use[], params: SlowQueriesParams, open: Open): readonly Use[] {
  const byTime = uses.toSorted((a, b) => b.totalMs - a.totalMs || (a.id < b.id ? -1 : 1))
  const watched = new Set(Object.keys(open).map(idOf))
  const picked = new Set([
    ...byTime.slice(0, params.top),
    ...uses.toSorted((a, b) => b.meanMs - a.meanMs).slice(0, params.top),
    ...byTime.filter((use) => isSlow(use, params)).slice(0, judgedAtMost),
    ...byTime.filter((use) => isSlower(use, params)).slice(0, judgedAtMost),
    ...byTime.filter(({ id }) => watched.has(id)),
  ])
  return byTime.filter((use) => picked.has(use))
}
