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

/** What goes along, for the reader of the plan. */
export function alongShown(reference: Reference): readonly string[] {
  const { constraint, from, onDelete, rows } = reference
  if (!passesOn(reference) || rows === 0) return []
  const some = rows === null ? 'rows (how many is not known)' : countOf(rows, 'row')
  const what =
    onDelete === 'CASCADE' ? `deletes ${some} of ${displayName(from)} too` : `takes the reference out of ${some} of ${displayName(from)}`
  return [`ON DELETE ${onDelete} (${constraint}) ${what}`]
}
