import type { Plan } from '../../api/types.ts'
import { plural } from '../format/units.ts'

/** A plan in one line: `3 steps, 1 of them destructive, touching 1,204,551 rows at most`. Rows count once for the step that touches most of them, since steps often touch the same ones. */
export function planReach({ steps }: Plan): string {
  const destructive = steps.filter(({ risk }) => risk === 'destructive').length
  const rows = Math.max(0, ...steps.map(({ preview }) => preview.rows ?? 0))
  return [
    plural(steps.length, 'step'),
    destructive === 0 ? null : destructive === steps.length ? 'destructive' : `${destructive} of them destructive`,
    rows === 0 ? null : `touching ${plural(rows, 'row')}`,
  ]
    .filter((part) => part !== null)
    .join(', ')
}
