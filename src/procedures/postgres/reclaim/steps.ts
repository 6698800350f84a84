import { formatSize } from '../../../base/size.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { Step } from '../../contract.ts'
import { bloatOf } from '../bloat/judge.ts'
import type { Rewritten } from '../bloat/past.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import type { Leftover, TableFacts, TableSeen } from './observation.ts'
import { repackArguments } from './repack-arguments.ts'
import type { ReclaimParams } from './params.ts'

export type RewriteArgs = JsonObject &
  TableName & {
    readonly do: 'repack' | 'full'
    /** Whether it has to be found bloated, by the statistics of then, before it is written anew. */
    readonly onlyIfBloated: boolean
    readonly past: Rewritten | null
    /** Of VACUUM FULL. */
    readonly statement: string
  }

export type ClearArgs = JsonObject & { readonly do: 'clear'; readonly of: number; readonly table: (TableName & JsonObject) | null }

/** Bytes a second that reading, writing and building indexes get through at the least, for the estimate of a step's time. */
const bytesPerSecond = 25_000_000

/** pg_repack: the copy, its indexes, the log and the files of the sort: "free disk of twice the table" (the project's rules for PostgreSQL, "Reclaiming space"). */
export const roomToRepack = ({ totalBytes }: Pick<TableFacts, 'totalBytes'>): number => 2 * totalBytes
/** VACUUM FULL: the copy and its indexes. */
export const roomForFull = ({ totalBytes }: Pick<TableFacts, 'totalBytes'>): number => totalBytes

export const clearKey = ({ of, table }: Leftover): string => `clear:${table === null ? `oid ${of}` : displayName(table)}`

export function clearStep(leftover: Leftover): Step {
  const { table, relations } = leftover
  return {
    key: clearKey(leftover),
    title: `Clear away what a killed pg_repack left ${table === null ? 'of a table that is gone' : `on ${displayName(table)}: each write is still logged`}`,
    // The trigger goes under ACCESS EXCLUSIVE, for a moment.
    risk: table === null ? 'safe' : 'disruptive',
    preview: { statement: clearStatements(leftover).join(';\n'), bytes: 0 },
    args: { do: 'clear', of: leftover.of, table, relations },
    expectedMs: 2_000,
  }
}

export const clearStatements = ({ table, trigger, relations }: Pick<Leftover, 'table' | 'trigger' | 'relations'>): readonly string[] => [
  ...(trigger && table !== null ? [`DROP TRIGGER IF EXISTS repack_trigger ON ${quoted(table)}`] : []),
  // The log has a column of the type, so it goes first.
  ...relations.filter((name) => !name.startsWith('pk_')).map((name) => `DROP TABLE IF EXISTS ${quoted({ schema: 'repack', name })}`),
  ...relations.filter((name) => name.startsWith('pk_')).map((name) => `DROP TYPE IF EXISTS ${quoted({ schema: 'repack', name })}`),
]

export function rewriteStep(
  table: TableSeen,
  how: 'repack' | 'full',
  options: {
    readonly onlyIfBloated: boolean
    readonly past: Rewritten | null
    readonly after: readonly string[]
    readonly params: ReclaimParams
  },
): Step {
  const { onlyIfBloated, past, after, params } = options
  const name = displayName(table)
  const statement = `VACUUM (FULL, ANALYZE) ${quoted(table)}`
  const what = onlyIfBloated ? `(${formatSize(table.measured.bytes)}) if it is bloated by fresh statistics` : `: ${describeGain(table)}`
  return {
    key: `reclaim:${name}`,
    title: `${how === 'repack' ? 'Repack' : 'Write anew, locked against everybody,'} ${name}${onlyIfBloated ? ' ' : ''}${what}`,
    // pg_repack locks the table for itself too, for a moment at its beginning and its end.
    risk: 'disruptive',
    preview: {
      statement: how === 'repack' ? ['pg_repack', ...repackArguments(table, params)].join(' ') : statement,
      bytes: table.totalBytes,
    },
    args: { do: how, schema: table.schema, name: table.name, onlyIfBloated, past, statement } satisfies RewriteArgs,
    expectedMs: 2_000 + Math.round(((how === 'repack' ? 2 : 1) * table.totalBytes * 1_000) / bytesPerSecond),
    ...(how === 'full' && { alwaysAsk: true }),
    ...(after.length > 0 && { after }),
  }
}

/** `62 % bloat as pgstattuple finds it, 1.2 GiB of 1.9 GiB to gain` */
export function describeGain({ measured }: TableSeen): string {
  const share = bloatOf(measured) ?? 0
  const how = measured.exactBytes === null ? 'by estimate' : 'as pgstattuple finds it'
  return `${Math.round(share * 100)} % bloat ${how}, ${formatSize(Math.round(share * measured.bytes))} of ${formatSize(measured.bytes)} to gain`
}
