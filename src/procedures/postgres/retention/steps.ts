import { countOf } from '../../../base/number.ts'
import type { TableRows } from '../../../backup/table-rows.ts'
import { formatMoment } from '../../../base/moment.ts'
import type { Step } from '../../contract.ts'
import { archiveKey, archiveStep } from '../archive/plan.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { chunksOlder } from './chunks.ts'
import type { Expired, Leaf, RetentionObservation } from './observation.ts'
import type { RetentionParams } from './params.ts'
import { alongCounted, alongRows, alongShown, passesOn } from './reference-findings.ts'
import { spanOf } from './predicate.ts'
import { batchShown, chooseWalk } from './walk.ts'

/** Rows that a batched deletion gets through each second at the least, for the estimate of its time. */
const rowsPerSecond = 20_000

/** What takes the expired rows of one table away. */
export function rowSteps(leaf: Leaf, observation: RetentionObservation, params: RetentionParams): readonly Step[] {
  const rows = rowsOf(leaf, observation, true)
  const along = observation.references.filter((reference) => reference.of === 'rows' && passesOn(reference))
  const step = { ...deleteStep(leaf, observation, params), takes: [rows, ...along.map(({ from }) => rowsOf(from, observation, false))] }
  return archivedFirst([step], rows, { count: leaf.expired.rows, bytes: step.preview.bytes ?? leaf.bytes }, observation, params)
}

/** What takes a whole partition away: out of its table first, so that whoever misses it can attach it again, and after the hold for good. */
export function partitionSteps(partition: Expired, observation: RetentionObservation, params: RetentionParams): readonly Step[] {
  const rows = rowsOf(partition, observation, false)
  const attached = partition.state !== 'detached'
  const detach = attached ? [{ ...detachStep(partition, observation), takes: [rows] }] : []
  const after = detach.map(({ key }) => key)
  const drop = isToDrop(partition, observation, params) ? [{ ...dropStep(partition, observation), takes: [rows], after }] : []
  return archivedFirst([...detach, ...drop], rows, { count: partition.rows, bytes: partition.bytes }, observation, params)
}

/** What drops the expired chunks of a hypertable: no hold, since a chunk can't stand alone. */
export function chunkSteps(observation: RetentionObservation, params: RetentionParams): readonly Step[] {
  const { table, chunks, column, columnType, cutoff, database } = observation
  const last = chunks?.expired.at(-1)
  if (chunks === null || last === undefined) return []
  const { functions, expired } = chunks
  const [count, bytes] = [expired.reduce((sum, { rows }) => sum + rows, 0), expired.reduce((sum, chunk) => sum + chunk.bytes, 0)]
  const rows: TableRows = { database, schema: table.schema, table: table.name, where: { column, from: null, before: last.until } }
  const drop: Step = {
    key: `drop-chunks:${displayName(table)}`,
    title: `Drop ${expired.length} ${expired.length === 1 ? 'chunk' : 'chunks'} of ${displayName(table)} (the last one ends ${formatMoment(last.until)})`,
    risk: 'destructive',
    preview: {
      statement: `SELECT ${chunksOlder('drop_chunks', functions, table, { column, columnType, cutoff })}\n-- ${expired.map(displayName).join(', ')}`,
      rows: count,
      bytes,
    },
    args: { do: 'drop-chunks', schema: table.schema, name: table.name, functions, column, columnType, cutoff, until: last.until },
    takes: [rows],
  }
  return archivedFirst([drop], rows, { count, bytes }, observation, params)
}

const rowsOf = (table: TableName, observation: RetentionObservation, expired: boolean): TableRows => ({
  database: observation.database,
  schema: table.schema,
  table: table.name,
  where: expired ? spanOf(observation) : null,
})

/** Where the task archives: the archive first, and each step only after it. */
function archivedFirst(
  steps: readonly Step[],
  rows: TableRows,
  size: { readonly count: number; readonly bytes: number },
  { columnType }: RetentionObservation,
  { archive }: RetentionParams,
): readonly Step[] {
  if (archive === undefined || steps.length === 0) return steps
  const key = archiveKey(rows)
  return [
    archiveStep({ rows, columnType: rows.where === null ? null : columnType, folder: archive.folder, ...size }),
    ...steps.map((step) => ({ ...step, after: [key, ...(step.after ?? [])] })),
  ]
}

function deleteStep(leaf: Leaf, observation: RetentionObservation, params: RetentionParams): Step {
  const name = displayName(leaf)
  const { column, columnType, cutoff } = observation
  const walk = chooseWalk(leaf)
  const along = alongCounted(observation.references)
  const about = leaf.expired.how === 'exact' ? '' : 'about '
  return {
    key: `delete:${name}`,
    title: `Delete ${about}${countOf(leaf.expired.rows, 'row')} of ${name} with ${column} before ${formatMoment(cutoff)}${along === '' ? '' : `; along with them, or changed: ${along}`}`,
    risk: 'destructive',
    preview: {
      statement: [
        batchShown(leaf, { column, columnType, cutoff, archived: params.archive ? ':archived' : null }, walk),
        ...observation.references
          .filter(({ of }) => of === 'rows')
          .flatMap(alongShown)
          .map((line) => `-- ${line}`),
      ].join('\n'),
      rows: leaf.expired.rows + alongRows(observation.references),
      bytes: leaf.rows > 0 ? Math.round(leaf.bytes * Math.min(1, leaf.expired.rows / leaf.rows)) : leaf.bytes,
    },
    args: { do: 'delete', schema: leaf.schema, name: leaf.name, column, columnType, cutoff, walk, rows: leaf.expired.rows },
    expectedMs: 1_000 + Math.round((leaf.expired.rows / rowsPerSecond) * 1_000),
  }
}

function detachStep(partition: Expired, { table }: RetentionObservation): Step {
  const name = displayName(partition)
  const how = partition.state === 'pending' ? ' FINALIZE' : partition.besideDefault ? '' : ' CONCURRENTLY'
  return {
    key: `detach:${name}`,
    title: `Detach partition ${name}${estimated(partition)} (ends ${partition.until})`,
    risk: 'destructive',
    preview: {
      statement: `ALTER TABLE ${quoted(partition.parent)} DETACH PARTITION ${quoted(partition)}${how}`,
      rows: partition.rows,
      bytes: partition.bytes,
    },
    args: { do: 'detach', schema: partition.schema, name: partition.name, parent: partition.parent, of: table, until: partition.until },
  }
}

/** Where the number of rows in the preview is no count. */
const estimated = ({ how, rows }: Expired): string => (how === 'exact' ? '' : ` with about ${countOf(rows, 'row')}`)

const dropStep = (partition: Expired, { column, columnType, cutoff }: RetentionObservation): Step => ({
  key: `drop:${displayName(partition)}`,
  title: `Drop ${displayName(partition)}${estimated(partition)}, which was a partition until ${partition.until}`,
  risk: 'destructive',
  preview: { statement: `DROP TABLE ${quoted(partition)}`, rows: partition.rows, bytes: partition.bytes },
  args: { do: 'drop', schema: partition.schema, name: partition.name, column, columnType, cutoff },
})

/** Without a hold at once, else when it has been out of its table for so long at the time for which the run is due. */
function isToDrop(partition: Expired, { due }: RetentionObservation, params: RetentionParams): boolean {
  if (params.hold === 0) return true
  return partition.state === 'detached' && partition.markedAt !== null && Date.parse(partition.markedAt) + params.hold <= Date.parse(due)
}
