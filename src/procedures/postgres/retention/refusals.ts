import { formatMoment } from '../../../base/moment.ts'
import type { Finding } from '../../contract.ts'
import { keptHint } from './require-gone.ts'
import { nameTriggers } from '../delete-guards.ts'
import { displayName } from '../table-name.ts'
import type { RetentionObservation } from './observation.ts'
import type { Reference } from './references.ts'
import type { RetentionParams } from './params.ts'
import { alongCounted, isStill, referenceFindings } from './reference-findings.ts'

export type Refusals = { readonly refused: { readonly rows: boolean; readonly partitions: boolean }; readonly findings: readonly Finding[] }

/** What has to be cleared before anything of it may go. Each is a finding when something has expired; what it concerns is then not planned. */
export function refusals(observation: RetentionObservation, params: RetentionParams): Refusals {
  const { obstacles, references } = observation
  const name = displayName(observation.table)
  const hasRows = observation.leaves.some((leaf) => leaf.expired.rows > 0)
  const expiredChunks = observation.chunks?.expired ?? []
  const hasPartitions = observation.partitions.length + expiredChunks.length > 0
  const both = [
    ...(observation.keepsSome || params['allow-empty'] ? [] : [nothingLeft(name, observation)]),
    ...(obstacles.cascades.length === 0 || params.cascade ? [] : [cascades(name, obstacles.cascades, alongCounted(references))]),
  ]
  const rows = [
    ...(obstacles.rowSecurity ? [rowSecurity(name)] : []),
    ...(obstacles.rules.length === 0 ? [] : [rules(name, obstacles.rules)]),
    ...(obstacles.cascades.length > 0 && params.cascade && params.archive !== undefined ? [unarchived(name, obstacles.cascades)] : []),
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
  const blocked = (of: Reference['of']): boolean => references.some((reference) => reference.of === of && isStill(reference))
  return {
    refused: {
      rows: observation.standby || both.length + rows.length > 0 || blocked('rows'),
      partitions: observation.standby || both.length + partitions.length > 0 || blocked('partitions'),
    },
    findings: [
      ...(hasRows || hasPartitions ? both : []),
      ...(hasRows ? [...rows, ...noIndex, ...triggers(name, obstacles.triggers)] : []),
      ...(hasPartitions ? partitions : []),
      ...references.flatMap((reference) => referenceFindings(name, reference)),
    ],
  }
}

const nothingLeft = (name: string, { column, cutoff }: RetentionObservation): Finding => ({
  fingerprint: `nothing-left:${name}`,
  severity: 'critical',
  title: `every row of ${name} has expired: nothing is deleted`,
  detail: `No row has ${column} at or after ${formatMoment(cutoff)}.`,
  hint: 'find out why no new rows come; if the table may really be emptied, set `allow-empty: true`.',
})

const cascades = (name: string, constraints: readonly string[], along: string): Finding => ({
  fingerprint: `cascade:${name}`,
  severity: 'warning',
  title: `deleting rows of ${name} would change other tables too`,
  detail: `Foreign keys that pass the deletion on: ${constraints.join(', ')}.${along === '' ? '' : ` Along with them, or changed: ${along}.`}`,
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

const rules = (name: string, found: readonly string[]): Finding => ({
  fingerprint: `rules:${name}`,
  severity: 'warning',
  title: `${name} has ${found.length === 1 ? 'a rule' : 'rules'} ON DELETE (${found.slice(0, 5).join(', ')}): what a deletion would do is not what the plan says`,
  hint: 'disable the rule, or drop it; a trigger can do what it is there for.',
})

const unarchived = (name: string, constraints: readonly string[]): Finding => ({
  fingerprint: `unarchived:${name}`,
  severity: 'warning',
  title: `rows of other tables would go with those of ${name}, and no archive would hold them: nothing is deleted`,
  detail: `Foreign keys that pass the deletion on: ${constraints.join(', ')}.`,
  hint: 'keep those tables by a retention of their own that archives them first, under a foreign key that passes nothing on.',
})

const triggers = (name: string, found: readonly string[]): readonly Finding[] =>
  found.length === 0
    ? []
    : [
        {
          fingerprint: `delete-trigger:${name}`,
          severity: 'warning',
          title: `${nameTriggers(found)} of ${name} may keep rows that are to go: one for which it returns NULL stays`,
          detail: 'The step fails, and says how many are left, when rows stay.',
          hint: keptHint,
        },
      ]

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
