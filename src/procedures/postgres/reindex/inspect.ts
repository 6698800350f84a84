import { sql } from '../../../base/sql.ts'
import { readDiskRoom } from '../../../targets/postgres/disk-room.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { InspectContext } from '../../contract.ts'
import { judgeBloat } from '../bloat/judge.ts'
import { rewrittenBefore, rewrittenIn } from '../bloat/past.ts'
import type { Rewritten } from '../bloat/past.ts'
import { displayName, isNamed, isNamedBy } from '../table-name.ts'
import { confirmIndexes } from './confirm.ts'
import { leftoverOf } from './leftover-name.ts'
import { measureIndexes } from './measure.ts'
import type { IndexSeen, InvalidIndex, ReindexObservation } from './observation.ts'
import type { ReindexParams } from './params.ts'
import { listIndexes } from './read-indexes.ts'
import type { ListedIndex } from './read-indexes.ts'
import { readInvalid } from './read-invalid.ts'

export async function inspectReindex(target: PostgresTarget, params: ReindexParams, ctx: InspectContext): Promise<ReindexObservation> {
  const [clock] = await target.read<{ now: string }>(sql`select clock_timestamp() as now`)
  const all = target.server.standby ? [] : await listIndexes(target)
  const wanted = all.filter((index) => isWanted(index, params) || isLeftoverOfWanted(index, all, params))
  const rewritten = rewrittenSoFar(wanted, ctx)
  const large = wanted.filter(({ valid, bytes }) => valid && bytes >= params['min-size'])
  const measured = await measureIndexes(
    target,
    large.map(({ oid }) => oid),
    rewritten,
  )
  const candidates = measured.filter(
    (index) => index.method === 'btree' && ['bloated', 'unknown'].includes(judgeBloat(index.measured, params['min-bloat'] / 100)),
  )
  const { confirmed, unconfirmed } = await confirmIndexes(target, candidates, params['confirm-up-to'])
  return {
    now: clock!.now,
    standby: target.server.standby,
    indexes: measured.map(({ oid, ...index }): IndexSeen => {
      const { measured: better } = confirmed.find((other) => other.oid === oid) ?? index
      return { ...(index as IndexSeen), measured: better }
    }),
    invalid: await seeInvalid(
      target,
      wanted.filter(({ valid }) => !valid),
    ),
    indexesSeen: wanted.length,
    unmatched: unmatched(all, params),
    unconfirmed,
    rewritten,
  }
}

const isWanted = ({ rootIndex, table, rootTable, ...index }: ListedIndex, params: ReindexParams): boolean =>
  params.indexes === undefined && params.tables === undefined
    ? true
    : isNamedIn(index, rootIndex, params.indexes) || isNamedIn(table, rootTable, params.tables)

/** What an interrupted rebuild of a named index left belongs to it. */
function isLeftoverOfWanted(index: ListedIndex, all: readonly ListedIndex[], params: ReindexParams): boolean {
  if (index.valid) return false
  const siblings = all.filter(({ table }) => displayName(table) === displayName(index.table))
  const own = leftoverOf(
    index.name,
    siblings.map(({ name }) => name),
  )
  return siblings.some((sibling) => sibling.name === own && isWanted(sibling, params))
}

const isNamedIn = (own: ListedIndex['table'], root: ListedIndex['table'] | null, patterns: readonly string[] | undefined): boolean =>
  patterns !== undefined && (isNamed(own, patterns) || (root !== null && isNamed(root, patterns)))

function unmatched(all: readonly ListedIndex[], params: ReindexParams): ReindexObservation['unmatched'] {
  const none = (patterns: readonly string[] | undefined, names: (index: ListedIndex) => readonly (ListedIndex['table'] | null)[]) =>
    (patterns ?? []).filter((pattern) => !all.some((index) => names(index).some((name) => name !== null && isNamedBy(name, pattern))))
  return {
    indexes: none(params.indexes, (index) => [index, index.rootIndex]),
    tables: none(params.tables, (index) => [index.table, index.rootTable]),
  }
}

/** What this run has rebuilt, and earlier ones of this task, as far as it is still there. */
function rewrittenSoFar(indexes: readonly ListedIndex[], ctx: InspectContext): readonly Rewritten[] {
  const before = rewrittenBefore(ctx.previous)
  return indexes.flatMap((index) => {
    const name = displayName(index)
    return rewrittenIn(ctx.record(`reindex:${name}`)?.outcome) ?? before.find((one) => one.name === name) ?? []
  })
}

async function seeInvalid(target: PostgresTarget, listed: readonly ListedIndex[]): Promise<readonly InvalidIndex[]> {
  const read = await readInvalid(
    target,
    listed.map(({ oid }) => oid),
  )
  const seen: InvalidIndex[] = []
  for (const { oid, tablespace, ...index } of read) {
    const { table, bytes } = listed.find((one) => one.oid === oid)!
    seen.push({ ...index, table: { ...table }, bytes, room: await readDiskRoom(target, tablespace) })
  }
  return seen
}
