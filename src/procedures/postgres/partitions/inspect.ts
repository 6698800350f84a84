import { conditionOf } from '../../../backup/archive/condition.ts'
import { identifier, sql } from '../../../base/sql.ts'
import { sqlStateOf } from '../../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { countRows } from '../retention/count.ts'
import { quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { missingIn, uncovered } from './missing.ts'
import type { Piece } from './missing.ts'
import type { Partition, PartitionsObservation, Wanted } from './observation.ts'
import type { PartitionsParams } from './params.ts'
import { defaultPattern, inferPattern, nameOf } from './period-name.ts'
import { periodsFrom, valueAt } from './period.ts'
import type { Calendar, Period } from './period.ts'
import { readParent, readParts, readTaken } from './read-table.ts'
import type { Parent, Parts } from './read-table.ts'

/** Counting rows that a default partition holds of the missing spans may take this long, in milliseconds. */
const countTimeoutMs = 10_000

export async function inspectPartitions(target: PostgresTarget, params: PartitionsParams): Promise<PartitionsObservation> {
  const parent = await readParent(target, params.table)
  const parts = await readParts(target, parent)
  const [clock] = await target.read<{ now: string }>(sql`select clock_timestamp() as now`)
  const calendar: Calendar = { every: params.every, timezone: params.timezone, columnType: parent.columnType }
  const periods = periodsFrom(valueAt(clock!.now, calendar), calendar, params.ahead + 1)
  const pattern = params.name ?? inferPattern(params.every, sample(parts.partitions, calendar)) ?? defaultPattern[params.every]
  const { pieces, gaps, wide } = missingIn({ from: periods[0]!.from, to: periods.at(-1)!.to }, parts.partitions, calendar)
  const { schema, name, owner, user, tablespace, mayCreate, column, columnType } = parent
  return {
    now: clock!.now,
    standby: target.server.standby,
    table: { schema, name },
    owner,
    user,
    tablespace,
    mayCreate,
    column,
    columnType,
    partitions: parts.partitions,
    divided: parts.divided,
    byDefault: parts.byDefault && (await inspectDefault(target, parts.byDefault)),
    ready: countReady(periods.slice(1), parts.partitions),
    current: uncovered(periods[0]!, parts.partitions).length === 0,
    pattern,
    wanted: await readWanted(target, parent, parts, pieces, pattern),
    gaps,
    wide,
  }
}

async function inspectDefault(
  target: PostgresTarget,
  { schema, name, bytes }: NonNullable<Parts['byDefault']>,
): Promise<PartitionsObservation['byDefault']> {
  return { schema, name, bytes, rows: await countRows(target, identifier(schema, name), { text: 'true', values: [] }) }
}

/** How many periods have a place, up to the first that has not. */
function countReady(periods: readonly Period[], partitions: readonly Partition[]): number {
  const first = periods.findIndex((period) => uncovered(period, partitions).length > 0)
  return first < 0 ? periods.length : first
}

/** The newest partitions that hold exactly one period: by them it shows how names are made. */
function sample(partitions: readonly Partition[], calendar: Calendar): readonly { readonly name: string; readonly wallMs: number }[] {
  return partitions
    .flatMap(({ name, from, to }) => {
      const period = from === null ? undefined : periodsFrom(from, calendar, 1)[0]
      return period?.from === from && period.to === to ? [{ name, wallMs: period.wallMs }] : []
    })
    .slice(-3)
}

async function readWanted(
  target: PostgresTarget,
  parent: Parent,
  { byDefault }: Parts,
  pieces: readonly Piece[],
  pattern: string,
): Promise<readonly Wanted[]> {
  const named = pieces.map((piece) => ({ ...piece, name: nameFor(piece, parent, pattern) }))
  const taken = await readTaken(
    target,
    parent,
    named.map(({ name }) => name),
  )
  const rows = byDefault === null || named.length === 0 ? named.map(() => 0) : await countPieces(target, byDefault, parent, named)
  return named.map(({ name, from, to }, n) => ({ name, from, to, taken: taken.has(name), inDefault: rows === null ? null : rows[n]! }))
}

/** How many rows a table holds of each piece, by reading it once; null: that took too long. */
async function countPieces(
  target: PostgresTarget,
  table: TableName,
  parent: Parent,
  pieces: readonly Piece[],
): Promise<readonly number[] | null> {
  const counts = pieces.map(
    ({ from, to }) => `count(*) filter (where ${conditionOf({ column: parent.column, from, before: to }, parent.columnType)})`,
  )
  const span = conditionOf({ column: parent.column, from: pieces[0]!.from, before: pieces.at(-1)!.to }, parent.columnType)
  const counted = { text: `select array[${counts.join(', ')}] as rows from ${quoted(table)} where ${span}`, values: [] }
  try {
    const [row] = await target.read<{ rows: readonly string[] }>(counted, { timeoutMs: countTimeoutMs })
    return row!.rows.map(Number)
  } catch (error) {
    if (sqlStateOf(error) === '57014') return null
    throw error
  }
}

/** A piece of a period can't have the period's own name: the rest of it may have that. */
function nameFor(piece: Piece, parent: Parent, pattern: string): string {
  const name = nameOf(pattern, parent.name, piece.wallMs)
  return piece.whole
    ? name
    : `${name}_from_${piece.from
        .replace(/\.000Z$/, '')
        .replace(/(?:T00:00)?(?::00)?$/, '')
        .replaceAll(/\D/g, '')}`
}
