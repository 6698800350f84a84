import { countOf } from '../../../base/number.ts'
import type { Finding } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import type { Reference } from './references.ts'

/** The deletion goes on to the rows that refer, or empties their reference. A partition that is taken out passes nothing on: whatever refers to its rows holds it. */
export const passesOn = ({ of, onDelete }: Reference): boolean => of === 'rows' && onDelete !== 'NO ACTION' && onDelete !== 'RESTRICT'

/** Known to stand in the way. */
export const isStill = (reference: Reference): boolean => !passesOn(reference) && reference.rows !== null && reference.rows > 0

/** What a foreign key that passes nothing on means for the plan. */
export function referenceFindings(name: string, reference: Reference): readonly Finding[] {
  const { constraint, from, onDelete, of, rows } = reference
  if (passesOn(reference) || rows === 0) return []
  const what = of === 'rows' ? `rows of ${name} that are to go` : `rows of partitions of ${name} that are to go`
  const by = `${constraint}, ON DELETE ${onDelete}`
  const fingerprint = `referenced:${of}:${displayName(from)}:${constraint}`
  if (rows === null)
    return [
      {
        fingerprint,
        severity: 'warning',
        title: `whether rows of ${displayName(from)} still refer to ${what} is not known (${by})`,
        detail:
          'It could not be counted within 2 s, or the role may not see the rows. Where one does, the server refuses the deletion of its batch, and the step fails.',
        hint: 'an index on the columns of the foreign key makes it quick to count, and the deletion too.',
      },
    ]
  return [
    {
      fingerprint,
      severity: 'warning',
      title: `${countOf(rows, 'row')} of ${displayName(from)} still ${rows === 1 ? 'refers' : 'refer'} to ${what} (${by}): none of them is taken away`,
      detail:
        of === 'rows'
          ? 'The server would refuse to delete them.'
          : 'The server detaches no partition while rows refer to it, whatever the foreign key does on a deletion.',
      hint: `let the rows of ${displayName(from)} go first, by a retention of their own, or keep these for as long as those.`,
    },
  ]
}

/** What goes along by a foreign key, for the statement of a preview: without numbers, by which a plan would need its approval anew whenever one changes. */
export function alongShown(reference: Reference): readonly string[] {
  const { constraint, from, onDelete } = reference
  if (!passesOn(reference)) return []
  const what = onDelete === 'CASCADE' ? 'deletes rows' : 'takes the reference out of rows'
  return [`ON DELETE ${onDelete} (${constraint}) ${what} of ${displayName(from)} too`]
}

/** How many rows go along, or lose what they refer to: `2 rows of public.legs (leg)`; empty when none do. */
export const alongCounted = (references: readonly Reference[]): string =>
  references
    .filter((reference) => passesOn(reference) && reference.rows !== 0)
    .map(
      ({ from, constraint, rows }) =>
        `${rows === null ? 'an unknown number of rows' : countOf(rows, 'row')} of ${displayName(from)} (${constraint})`,
    )
    .join(', ')

/** Rows that go along or are changed, as far as they are known: a plan whose deletion would touch many more than was approved asks again. */
export const alongRows = (references: readonly Reference[]): number =>
  references.filter(passesOn).reduce((sum, { rows }) => sum + (rows ?? 0), 0)
