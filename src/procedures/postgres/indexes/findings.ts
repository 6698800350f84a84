import { formatMoment } from '../../../base/moment.ts'
import { formatSize } from '../../../base/size.ts'
import type { Finding } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import type { Verdict } from './judge.ts'
import type { Counting, IndexesObservation, IndexSeen } from './observation.ts'

/** Since when the counters have counted. */
export const sinceWhen = ({ since }: Counting): string => (since === null ? 'the counters began' : formatMoment(since))

/** One finding an index, for the first of its reasons: what is invalid is so whether or not it is a duplicate too. */
export function superfluous(verdict: Verdict, seen: IndexesObservation): Finding {
  const { index, reasons } = verdict
  const name = displayName(index)
  const made = index.undo === '' ? '' : `\nMade again by: ${index.undo}`
  const where = `It is on ${displayName(index.table)}${index.bytes > 0 ? ` and takes ${formatSize(index.bytes)}` : ''}.`
  switch (reasons[0]!) {
    case 'invalid':
      return {
        fingerprint: `invalid:${name}`,
        severity: 'warning',
        title: `index ${name} is invalid: every write keeps it up, and no query uses it`,
        detail: `${where}${made}`,
        hint: index.partitioned ? howToMend(index) : 'rebuild it (postgres.reindex does), or drop it: `drop: [invalid]`.',
      }
    case 'duplicate':
      return {
        fingerprint: `duplicate:${name}`,
        severity: 'warning',
        title: `index ${name} is superfluous: ${displayName(verdict.coveredBy!)} serves the same queries`,
        detail: `${where} ${comparedTo(index, verdict.coveredBy!)}${made}`,
        hint: howToDrop(index, 'duplicate'),
      }
    case 'unused':
      return {
        fingerprint: `unused:${name}`,
        severity: 'info',
        title: `index ${name} is not used: no query has read it since ${sinceWhen(seen.counting)}`,
        detail: `${where} This task has watched it since ${formatMoment(index.watchedSince)}; ${index.young ? 'it was made not long before' : 'how old it is, PostgreSQL doesn’t tell'}.${made}`,
        hint: howToDrop(index, 'unused'),
      }
  }
}

/** It can't be dropped: a constraint, or a whole that it is part of, needs it. */
export const invalidAndNeeded = (index: IndexSeen): Finding => ({
  fingerprint: `invalid:${displayName(index)}`,
  severity: 'warning',
  title: `index ${displayName(index)} is invalid, and ${index.neededFor!} needs it`,
  detail: `It is on ${displayName(index.table)}. Every write keeps it up, and no query uses it.`,
  hint: howToMend(index),
})

const howToMend = ({ partitioned }: IndexSeen): string =>
  partitioned
    ? 'not every partition has a valid index that is attached to it: make the missing ones, and attach them.'
    : 'rebuild it: postgres.reindex does.'

const comparedTo = (index: IndexSeen, other: IndexSeen): string =>
  `${index.keys.length === other.keys.length ? 'Both have the same columns' : 'The other one has the same columns first, and more behind them'}; it takes ${formatSize(other.bytes)}. Scans: ${index.scans} of this one, ${other.scans} of the other.`

const howToDrop = (index: IndexSeen, reason: 'duplicate' | 'unused'): string =>
  index.partitioned
    ? 'dropping it locks the table and all its partitions for a moment: do it by hand, with a lock_timeout, in a quiet hour.'
    : `\`drop: [${reason}]\` lets this task drop it, or keep it for good with \`keep\`.`

export const notPermitted = ({ index }: Verdict): Finding => ({
  fingerprint: `not-permitted:${displayName(index)}`,
  severity: 'warning',
  title: `the role of this target may not drop ${displayName(index)}`,
  detail: `It is superfluous. Only a member of the role that owns ${displayName(index.table)} may drop it.`,
  hint: `make it a member of that role, or \`keep\` the index.`,
})
