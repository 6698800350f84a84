import { z } from 'zod'
import type { TableSize } from '../../procedures/postgres/size/inspect.ts'
import { growthSince } from '../../procedures/postgres/size/samples.ts'
import { displayName } from '../../procedures/postgres/table-name.ts'
import type { TableName } from '../../procedures/postgres/table-name.ts'
import { retentionOf } from './cures.ts'
import { see } from './looks.ts'
import type { Looks } from './looks.ts'
import { needView, sourceView, taskLinkView } from './parts.ts'
import { sizeReader, sqliteReader } from './size.ts'
import { cleanlinessOf } from './table-care.ts'
import type { Cleanliness } from './table-care.ts'
import { tableBloatOf } from './table-bloat.ts'
import type { TableBloat } from './table-bloat.ts'

export const tableView = z.object({
  name: z.string().describe('As people write it: with its schema, quoted where PostgreSQL would need it.'),
  bytes: z.number().nullable().describe('With indexes, TOAST and all partitions.'),
  tableBytes: z.number().nullable(),
  indexBytes: z.number().nullable(),
  toastBytes: z.number().nullable(),
  growthPerDay: z.number().nullable(),
  rows: z.number().nullable().describe('As of the last VACUUM or ANALYZE.'),
  deadRows: z.number().nullable(),
  deadShare: z.number().nullable().describe('Of all rows, living and dead: 0 to 1.'),
  bloatBytes: z
    .number()
    .nullable()
    .describe('Of the table without its indexes: what would be gone if it were written anew. null: not known.'),
  bloatShare: z.number().nullable().describe('0 to 1.'),
  lastVacuum: z
    .string()
    .nullable()
    .describe('By hand or by autovacuum; of partitions the one that waits longest. null: never, or not known.'),
  lastAnalyze: z.string().nullable(),
  partitions: z.number(),
  needs: z.array(needView),
  keptBy: z.array(taskLinkView).describe('The tasks that see to it: vacuum, retention.'),
})
export type TableView = z.infer<typeof tableView>

export const tablesView = z.object({
  source: sourceView.describe('Where sizes come from.'),
  careSource: sourceView.nullable().describe('Where dead rows and times come from; null: the kind of database has none.'),
  bloatSource: sourceView.nullable().describe('Where bloat comes from; null: the kind of database has none.'),
  seen: z.number().nullable().describe('How many tables there are; the list holds the largest, and all that need something.'),
  rows: z.array(tableView),
})
export type TablesView = z.infer<typeof tablesView>

/** The tables, largest first. */
export const tablesOf = (looks: Looks, kind: string): TablesView => (kind === 'sqlite' ? sqliteTables(looks) : postgresTables(looks))

function postgresTables(looks: Looks): TablesView {
  const size = see(looks, sizeReader)
  const care = cleanlinessOf(looks)
  const bloat = tableBloatOf(looks, care.rootOf)
  const growth = growthOf(size.observation)
  const sized = new Map((size.observation?.tables ?? []).map((table) => [displayName(table), table]))
  const names = new Map<string, TableName>([...sized, ...[...care.tables].map(([name, { table }]) => [name, table] as const)])
  const rows = [...names].map(([name, table]) =>
    row(looks, name, table, {
      size: sized.get(name),
      care: care.tables.get(name),
      bloat: bloat.tables.get(name),
      growthPerDay: growth(name),
    }),
  )
  return {
    source: size.source,
    careSource: care.source,
    bloatSource: bloat.source,
    seen: size.observation?.tablesSeen ?? care.seen,
    rows: rows.toSorted((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || a.name.localeCompare(b.name)),
  }
}

type Known = {
  readonly size: TableSize | undefined
  readonly care: Cleanliness | undefined
  readonly bloat: TableBloat | undefined
  readonly growthPerDay: number | null
}

function row(looks: Looks, name: string, table: TableName, { size, care, bloat, growthPerDay }: Known): TableView {
  const retention = retentionOf(looks, table)
  return {
    name,
    bytes: size?.totalBytes ?? care?.bytes ?? null,
    tableBytes: size?.tableBytes ?? null,
    indexBytes: size?.indexBytes ?? null,
    toastBytes: size?.toastBytes ?? null,
    growthPerDay,
    rows: care?.rows ?? size?.rows ?? null,
    deadRows: care?.deadRows ?? null,
    deadShare: care ? care.deadRows / Math.max(1, care.deadRows + care.rows) : null,
    bloatBytes: bloat?.bytes ?? null,
    bloatShare: bloat?.share ?? null,
    lastVacuum: care?.lastVacuum ?? null,
    lastAnalyze: care?.lastAnalyze ?? null,
    partitions: size?.partitions ?? care?.partitions ?? 0,
    needs: [...(care?.needs ?? []), ...(bloat?.needs ?? [])],
    keptBy: [...(care?.keptBy ? [care.keptBy] : []), ...(retention ? [retention] : [])],
  }
}

/** Against the oldest sample that the observation carries. */
function growthOf(size: ReturnType<typeof see<typeof sizeReader.observation & object>>['observation']): (name: string) => number | null {
  const first = size?.samples[0]
  if (!size || !first) return () => null
  const now = new Map(size.tables.map((table) => [displayName(table), table.totalBytes]))
  return (name) => {
    const [then, here] = [first.tables[name], now.get(name)]
    return then === undefined || here === undefined
      ? null
      : growthSince({ at: first.at, bytes: then }, { at: size.now, bytes: here }).bytesPerDay
  }
}

function sqliteTables(looks: Looks): TablesView {
  const { source, observation } = see(looks, sqliteReader)
  const rows = (observation?.tables ?? []).map(({ name, rows: count }) => ({ ...nothing, name, rows: count }))
  return {
    source,
    careSource: null,
    bloatSource: null,
    seen: observation?.tablesSeen ?? null,
    rows: rows.toSorted((a, b) => (b.rows ?? Infinity) - (a.rows ?? Infinity) || a.name.localeCompare(b.name)),
  }
}

/** SQLite tells of a table how many rows it has, and no more. */
const nothing: Omit<TableView, 'name'> = {
  bytes: null,
  tableBytes: null,
  indexBytes: null,
  toastBytes: null,
  growthPerDay: null,
  rows: null,
  deadRows: null,
  deadShare: null,
  bloatBytes: null,
  bloatShare: null,
  lastVacuum: null,
  lastAnalyze: null,
  partitions: 0,
  needs: [],
  keptBy: [],
}
