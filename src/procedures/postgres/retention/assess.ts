import type { Assessment, Fact, Step } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import { optionsFor } from '../vacuum/assess.ts'
import { careFindings, careFor, careStep } from '../vacuum/needs.ts'
import type { Care } from '../vacuum/needs.ts'
import { isToDelete } from './observation.ts'
import type { Leaf, RetentionObservation, TimeType } from './observation.ts'
import type { RetentionParams } from './params.ts'
import { refusals } from './refusals.ts'
import { chunkSteps, partitionSteps, rowSteps } from './steps.ts'

export function assessRetention(observation: RetentionObservation, params: RetentionParams): Assessment {
  const { refused, findings } = refusals(observation, params)
  const leaves = refused.rows ? [] : observation.leaves.filter((leaf) => isToDelete(leaf, params))
  const partitions = refused.partitions ? [] : observation.partitions
  const cares = refused.rows ? [] : observation.leaves.map((leaf) => careAfter(leaf, leaves.includes(leaf), observation)).filter(isOurs)
  return {
    steps: [
      ...leaves.flatMap((leaf) => rowSteps(leaf, observation, params)),
      ...partitions.flatMap((partition) => partitionSteps(partition, observation, params)),
      ...(refused.partitions ? [] : chunkSteps(observation, params)),
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
const isOurs = ({ due, state }: Care): boolean => state !== 'fine' && due.vacuum.some(({ reason }) => reason.startsWith('dead rows'))

function facts(observation: RetentionObservation): readonly Fact[] {
  const rows = observation.leaves.reduce((sum, leaf) => sum + leaf.expired.rows, 0)
  const exact = observation.leaves.every((leaf) => leaf.expired.how === 'exact')
  const oldest = observation.leaves.flatMap((leaf) => leaf.oldest ?? []).toSorted()[0]
  const held = observation.partitions.filter(({ state }) => state === 'detached').length
  return [
    { label: 'rows are kept from', value: observation.cutoff, unit: 'time' },
    { label: exact ? 'expired rows' : 'expired rows (estimate: counting took too long)', value: rows, unit: 'rows' },
    rows === 0 ? { label: oldestExpired, value: 'none' } : oldestRow(oldest ?? null, observation.columnType),
    { label: 'rows in all, at the last ANALYZE', value: observation.leaves.reduce((sum, leaf) => sum + leaf.rows, 0), unit: 'rows' },
    { label: 'expired partitions', value: observation.partitions.length - held, unit: 'count' },
    { label: 'detached, waiting to be dropped', value: held, unit: 'count' },
  ]
}

const oldestExpired = 'oldest expired row'

/** A moment, where the column holds moments: whoever looks sees it in his own time zone. What has no zone stays as it is written. */
function oldestRow(oldest: string | null, columnType: TimeType): Fact {
  const at = columnType === 'timestamptz' && oldest !== null ? Date.parse(oldest) : Number.NaN
  return Number.isNaN(at)
    ? { label: oldestExpired, value: oldest }
    : { label: oldestExpired, value: new Date(at).toISOString(), unit: 'time' }
}
