import type { Fact } from '../../api/types.ts'
import { measure } from '../format/measure.ts'
import { count } from '../format/units.ts'
import { moment } from '../time/absolute.ts'

/** A fact's value for people: with its unit, times in the viewer's zone, `not known` for null. */
export function factWords({ value, unit }: Pick<Fact, 'value' | 'unit'>): string {
  if (value === null) return 'not known'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (unit === 'time') {
    const at = typeof value === 'number' ? value : Date.parse(value)
    return Number.isNaN(at) ? String(value) : moment(at)
  }
  if (typeof value === 'number') return unit === undefined ? count(value) : measure(value, unit)
  return value
}
