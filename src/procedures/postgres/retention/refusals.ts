import { formatMoment } from '../../../base/moment.ts'
import type { Finding } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import type { RetentionObservation } from './observation.ts'
import type { RetentionParams } from './params.ts'

export type Refusals = { readonly refused: { readonly rows: boolean; readonly partitions: boolean }; readonly findings: readonly Finding[] }

/** What has to be cleared before anything of it may go. Each is a finding when something has expired; what it concerns is then not planned. */
export function refusals(observation: RetentionObservation, params: RetentionParams): Refusals {
  const { obstacles } = observation
  const name = displayName(observation.table)
  const hasRows = observation.leaves.some((leaf) => leaf.expired.rows > 0)
  const expiredChunks = observation.chunks?.expired ?? []
  const hasPartitions = observation.partitions.length + expiredChunks.length > 0
  const both = [
    ...(observation.keepsSome || params['allow-empty'] ? [] : [nothingLeft(name, observation)]),
    ...(obstacles.cascades.length === 0 || params.cascade ? [] : [cascades(name, obstacles.cascades)]),
  ]
  const rows = [
    ...(obstacles.rowSecurity ? [rowSecurity(name)] : []),
    ...(obstacles.heirs.length === 0 || observation.chunks !== null ? [] : [heirs(name, obstacles.heirs)]),
    ...(obstacles.mayDelete
      ? []
      : [notPermitted(name, 'delete rows of it', 'grant it DELETE on the table, and on each of its partitions.')]),
  ]
  const partitions = [
    ...(obstacles.mayDrop ? [] : [notPermitted(name, 'drop parts of it', 'make it a member of the role that owns the table.')]),
    ...(params.archive !== undefined && expiredChunks.some(({ compressed }) => compressed) ? [compressedChunks(name)] : []),
  ]
  const noIndex = params['without-index']
    ? []
    : observation.leaves
        .filter((leaf) => leaf.expired.rows > 0 && leaf.index === null)
        .map((leaf) => withoutIndex(displayName(leaf), observation.column))
  return {
    refused: {
      rows: observation.standby || both.length + rows.length > 0,
      partitions: observation.standby || both.length + partitions.length > 0,
    },
    findings: [...(hasRows || hasPartitions ? both : []), ...(hasRows ? [...rows, ...noIndex] : []), ...(hasPartitions ? partitions : [])],
  }
}

const nothingLeft = (name: string, { column, cutoff }: RetentionObservation): Finding => ({
  fingerprint: `nothing-left:${name}`,
  severity: 'critical',
  title: `every row of ${name} has expired: nothing is deleted`,
  detail: `No row has ${column} at or after ${formatMoment(cutoff)}.`,
  hint: 'find out why no new rows come; if the table may really be emptied, set `allow-empty: true`.',
})

const cascades = (name: string, constraints: readonly string[]): Finding => ({
  fingerprint: `cascade:${name}`,
  severity: 'warning',
  title: `deleting rows of ${name} would change other tables too`,
  detail: `Foreign keys that pass the deletion on: ${constraints.join(', ')}.`,
  hint: 'if that is meant, set `cascade: true`; else keep those tables by a retention of their own first.',
})

const rowSecurity = (name: string): Finding => ({
  fingerprint: `row-security:${name}`,
  severity: 'warning',
  title: `row security hides rows of ${name} from the role of this target`,
  hint: 'use a role with BYPASSRLS, or the owner of the table.',
})

const heirs = (name: string, tables: readonly string[]): Finding => ({
  fingerprint: `heirs:${name}`,
  severity: 'warning',
  title: `tables inherit from ${name}: a deletion would go on to their rows`,
  detail: `They are: ${tables.slice(0, 10).join(', ')}.`,
  hint: 'keep each of them by a retention of its own, and move the rows of this one there.',
})

const compressedChunks = (name: string): Finding => ({
  fingerprint: `compressed:${name}`,
  severity: 'warning',
  title: `expired chunks of ${name} are compressed: their rows can't be told from those that came after an archive`,
  hint: 'decompress them first, or let them go by `proof: backup`, without `archive`.',
})

const notPermitted = (name: string, what: string, hint: string): Finding => ({
  fingerprint: `not-permitted:${name}`,
  severity: 'warning',
  title: `the role of this target may not ${what}: ${name}`,
  hint,
})

const withoutIndex = (name: string, column: string): Finding => ({
  fingerprint: `no-index:${name}`,
  severity: 'warning',
  title: `no index of ${name} begins with ${column}: nothing is deleted`,
  hint: `create one (CREATE INDEX CONCURRENTLY), or set \`without-index: true\`: each run then reads the whole table.`,
})
