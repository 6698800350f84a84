import { formatSize } from '../../../base/size.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { Step } from '../../contract.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import type { Verdict } from './judge.ts'
import type { IndexSeen } from './observation.ts'
import type { DropReason } from './params.ts'

export type DropArgs = JsonObject &
  TableName & {
    readonly oid: number
    readonly table: IndexSeen['table']
    /** Any one of them has to hold still when it is dropped. */
    readonly reasons: readonly DropReason[]
    readonly statement: string
    readonly undo: string
  }

export function dropStep({ index, coveredBy }: Verdict, reasons: readonly DropReason[]): Step {
  const statement = `DROP INDEX CONCURRENTLY ${quoted(index)}`
  const why = {
    invalid: 'which is invalid',
    duplicate: `which ${coveredBy === null ? 'another' : displayName(coveredBy)} makes superfluous`,
    unused: 'which nobody uses',
  }[reasons[0]!]
  const args: DropArgs = {
    schema: index.schema,
    name: index.name,
    oid: index.oid,
    table: index.table,
    reasons,
    statement,
    undo: index.undo,
  }
  return {
    key: `drop:${displayName(index)}`,
    title: `Drop ${displayName(index)} (${formatSize(index.bytes)}), ${why}`,
    // No query uses one that is not valid. One of the others may be needed by a query that no counter tells of.
    risk: reasons[0] === 'invalid' ? 'safe' : 'disruptive',
    preview: { statement, bytes: index.bytes },
    args,
    expectedMs: 10_000,
  }
}
