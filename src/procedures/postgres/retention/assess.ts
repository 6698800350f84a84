import type { Assessment, Fact, Step } from '../../contract.ts'
import { displayName, quoted } from '../table-name.ts'
import { optionsFor } from '../vacuum/assess.ts'
import { careFindings, careFor, careStep } from '../vacuum/needs.ts'
import type { Care } from '../vacuum/needs.ts'
import type { Expired, Leaf, RetentionObservation } from './observation.ts'
import type { RetentionParams } from './params.ts'
import { refusals } from './refusals.ts'
import { batchShown, chooseWalk } from './walk.ts'

/** Rows that a batched deletion gets through each second at the least, for the estimate of its time. */
const rowsPerSecond = 20_000

export function assessRetention(observation: RetentionObservation, params: RetentionParams): Assessment {
  const { refused, findings } = refusals(observation, params)
  const leaves = refused.rows
    ? []
    : observation.leaves.filter((leaf) => leaf.expired.rows > 0 && (leaf.index !== null || params['without-index']))
  const partitions = refused.partitions ? [] : observation.partitions
  const cares = refused.rows ? [] : observation.leaves.map((leaf) => careAfter(leaf, leaves.includes(leaf), observation)).filter(isOurs)
  return {
    steps: [
      ...leaves.map((leaf) => deleteStep(leaf, observation)),
      ...partitions.filter(({ state }) => state !== 'detached').map((partition) => detachStep(partition, observation)),
      ...partitions.filter((partition) => isToDrop(partition, observation, params)).map((partition) => dropStep(partition, observation)),
      ...cares
        .filter(({ vacuum, analyze }) => vacuum || analyze)
        .map((care) => afterDeletion(careStep(care, optionsFor(params, false), observation.major), care, leaves)),
    ],
    findings: [...findings, ...cares.flatMap((care) => careFindings(care, observation.horizon, observation.now))],
    notLookedAt: [
      ...(observation.standby
        ? [{ what: 'what VACUUM would have to do', why: 'this is a standby: both run on its primary', fingerprints: '' }]
        : []),
      ...observation.foreign.map((table) => ({ what: table, why: 'it is a foreign table: nothing is deleted through it' })),
    ],
    facts: facts(observation),
  }
}

/** Without its deletion (refused, or failed) there is nothing to clear away. */
function afterDeletion(step: Step, { table }: Care, deleted: readonly Leaf[]): Step {
  const leaf = deleted.find(({ schema, name }) => schema === table.schema && name === table.name)
  return leaf ? { ...step, after: [`delete:${displayName(leaf)}`] } : step
}

/** What VACUUM has to do afterwards: the rows that are to be deleted count as dead, and as changed. */
function careAfter(leaf: Leaf, deletes: boolean, observation: RetentionObservation): Care {
  const added = deletes ? leaf.expired.rows : 0
  const { care } = leaf
  // What was true right after an earlier care of this run says nothing about rows that are deleted since.
  return careFor(
    {
      ...care,
      deadRows: care.deadRows + added,
      changedRows: care.changedRows + added,
      ...(deletes && { afterCare: null, vacuumedAtHorizon: null }),
    },
    observation,
  )
}

/** Dead rows are what a retention leaves behind; a table that is due for other reasons is the business of postgres.vacuum. */
const isOurs = ({ due, state }: Care): boolean => state !== 'fine' && due.vacuum.some(({ reason }) => reason !== 'inserted rows')

function deleteStep(leaf: Leaf, observation: RetentionObservation): Step {
  const name = displayName(leaf)
  const { column, columnType, cutoff } = observation
  const walk = chooseWalk(leaf)
  const about = leaf.expired.how === 'exact' ? '' : 'about '
  return {
    key: `delete:${name}`,
    title: `Delete ${about}${leaf.expired.rows} rows of ${name} with ${column} before ${cutoff}`,
    risk: 'destructive',
    preview: {
      statement: batchShown(leaf, { column, columnType, cutoff }, walk),
      rows: leaf.expired.rows,
      bytes: leaf.rows > 0 ? Math.round(leaf.bytes * Math.min(1, leaf.expired.rows / leaf.rows)) : leaf.bytes,
    },
    args: { do: 'delete', schema: leaf.schema, name: leaf.name, column, columnType, cutoff, walk, rows: leaf.expired.rows },
    expectedMs: 1_000 + Math.round((leaf.expired.rows / rowsPerSecond) * 1_000),
  }
}

/** Detached first, so that whoever misses it can attach it again during the hold. */
function detachStep(partition: Expired, { table }: RetentionObservation): Step {
  const name = displayName(partition)
  const how = partition.state === 'pending' ? ' FINALIZE' : partition.besideDefault ? '' : ' CONCURRENTLY'
  return {
    key: `detach:${name}`,
    title: `Detach partition ${name} (ends ${partition.until})`,
    risk: 'destructive',
    preview: {
      statement: `ALTER TABLE ${quoted(partition.parent)} DETACH PARTITION ${quoted(partition)}${how}`,
      rows: partition.rows,
      bytes: partition.bytes,
    },
    args: { do: 'detach', schema: partition.schema, name: partition.name, parent: partition.parent, of: table, until: partition.until },
  }
}

const dropStep = (partition: Expired, { column, columnType, cutoff }: RetentionObservation): Step => ({
  key: `drop:${displayName(partition)}`,
  title: `Drop ${displayName(partition)}, which was a partition until ${partition.until}`,
  risk: 'destructive',
  preview: { statement: `DROP TABLE ${quoted(partition)}`, rows: partition.rows, bytes: partition.bytes },
  args: { do: 'drop', schema: partition.schema, name: partition.name, column, columnType, cutoff },
})

/** Without a hold at once, else when it has been out of its table for so long at the time for which the run is due. */
function isToDrop(partition: Expired, { due }: RetentionObservation, params: RetentionParams): boolean {
  if (params.hold === 0) return true
  return partition.state === 'detached' && partition.markedAt !== null && Date.parse(partition.markedAt) + params.hold <= Date.parse(due)
}

function facts(observation: RetentionObservation): readonly Fact[] {
  const rows = observation.leaves.reduce((sum, leaf) => sum + leaf.expired.rows, 0)
  const exact = observation.leaves.every((leaf) => leaf.expired.how === 'exact')
  const oldest = observation.leaves.flatMap((leaf) => leaf.oldest ?? []).toSorted()[0]
  const held = observation.partitions.filter(({ state }) => state === 'detached').length
  return [
    { label: 'rows are kept from', value: observation.cutoff, unit: 'time' },
    { label: exact ? 'expired rows' : 'expired rows (estimate: counting took too long)', value: rows, unit: 'rows' },
    { label: 'oldest row', value: oldest ?? null },
    { label: 'rows in all, at the last ANALYZE', value: observation.leaves.reduce((sum, leaf) => sum + leaf.rows, 0), unit: 'rows' },
    { label: 'expired partitions', value: observation.partitions.length - held, unit: 'count' },
    { label: 'detached, waiting to be dropped', value: held, unit: 'count' },
  ]
}
