import { formatSize } from '../../../base/size.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { Step } from '../../contract.ts'
import { bloatOf } from '../bloat/judge.ts'
import type { Measured } from '../bloat/judge.ts'
import type { Rewritten } from '../bloat/past.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import type { IndexSeen, InvalidIndex } from './observation.ts'

export type RebuildArgs = JsonObject &
  TableName & {
    readonly do: 'rebuild'
    readonly table: TableName & JsonObject
    readonly statement: string
    readonly concurrently: boolean
    /** Whether it has to be found bloated, by the statistics of then, before it is rebuilt. */
    readonly onlyIfBloated: boolean
    readonly past: Rewritten | null
  }

export type DropArgs = JsonObject & TableName & { readonly do: 'drop'; readonly table: TableName & JsonObject; readonly statement: string }

/** Bytes a second that reading, sorting and writing get through at the least, for the estimate of a step's time. */
const bytesPerSecond = 50_000_000
const expectedMs = (bytes: number): number => 1_000 + Math.round((bytes / bytesPerSecond) * 1_000)

/** "About twice the index's disk" (the project's rules for PostgreSQL, "REINDEX and bloat"): the copy, and the files of the sort. */
export const roomToRebuild = (bytes: number): number => 2 * bytes

export const dropKey = (index: TableName): string => `drop:${displayName(index)}`
export const rebuildKey = (index: TableName): string => `reindex:${displayName(index)}`

export function dropStep(index: InvalidIndex): Step {
  const statement = `DROP INDEX CONCURRENTLY ${quoted(index)}`
  return {
    key: dropKey(index),
    title: `Drop ${displayName(index)}, which an interrupted REINDEX of ${index.leftoverOf} left behind`,
    risk: 'safe',
    preview: { statement, bytes: index.bytes },
    args: { do: 'drop', schema: index.schema, name: index.name, table: index.table, statement },
    expectedMs: 1_000,
  }
}

export function rebuildStep(index: IndexSeen, options: { onlyIfBloated: boolean; past: Rewritten | null; after: readonly string[] }): Step {
  const name = displayName(index)
  const title = options.onlyIfBloated
    ? `Rebuild ${name} (${formatSize(index.measured.bytes)}) if it is bloated by fresh statistics`
    : `Rebuild ${name}: ${describeBloat(index.measured)}`
  return stepFor(index, index.measured.bytes, title, { ...options, concurrently: !index.exclusion })
}

/** An index that CREATE INDEX CONCURRENTLY, or a REINDEX of it, did not finish. */
export const repairStep = (index: InvalidIndex): Step =>
  stepFor(index, index.bytes, `Rebuild ${displayName(index)}, which is invalid: it costs every write, and serves no query`, {
    onlyIfBloated: false,
    past: null,
    after: [],
    concurrently: !index.exclusion,
  })

function stepFor(
  index: TableName & { readonly table: TableName & JsonObject; readonly tableBytes: number },
  bytes: number,
  title: string,
  options: { onlyIfBloated: boolean; past: Rewritten | null; after: readonly string[]; concurrently: boolean },
): Step {
  const { after, ...more } = options
  const statement = `REINDEX INDEX ${more.concurrently ? 'CONCURRENTLY ' : ''}${quoted(index)}`
  return {
    key: rebuildKey(index),
    title,
    // Concurrently it takes SHARE UPDATE EXCLUSIVE only; else nobody can write to the table, nor read through the index.
    risk: more.concurrently ? 'safe' : 'disruptive',
    preview: { statement, bytes },
    args: { do: 'rebuild', schema: index.schema, name: index.name, table: index.table, statement, ...more },
    // The table is read twice, the index written and read.
    expectedMs: expectedMs(2 * index.tableBytes + 2 * bytes),
    ...(after.length > 0 && { after }),
  }
}

/** `62 % bloat as pgstattuple finds it, 120 MiB of 194 MiB to gain` */
export function describeBloat(measured: Measured): string {
  const share = bloatOf(measured) ?? 0
  const how = measured.exactBytes === null ? 'by estimate' : 'as pgstattuple finds it'
  return `${Math.round(share * 100)} % bloat ${how}, ${formatSize(Math.round(share * measured.bytes))} of ${formatSize(measured.bytes)} to gain`
}
