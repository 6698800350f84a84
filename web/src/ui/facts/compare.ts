import type { Fact } from '../../api/types.ts'
import { measure } from '../format/measure.ts'
import { count, duration } from '../format/units.ts'

export type ComparedFact = { readonly label: string; readonly before: Fact | null; readonly after: Fact | null; readonly changed: boolean; /** The difference of two numbers with its unit and sign, or null. */ readonly difference: string | null }

/** Before and after side by side, by label, in the order of the first look; what only the second look has comes last. */
export function compareFacts(before: readonly Fact[], after: readonly Fact[]): readonly ComparedFact[] {
  const labels = [...new Set([...before, ...after].map((fact) => fact.label))]
  return labels.map((label) => {
    const was = before.find((fact) => fact.label === label) ?? null
    const is = after.find((fact) => fact.label === label) ?? null
    return { label, before: was, after: is, changed: was?.value !== is?.value, difference: was !== null && is !== null ? differenceOf(was, is) : null }
  })
}

function differenceOf(was: Fact, is: Fact): string | null {
  if (was.unit !== is.unit || was.value === is.value) return null
  if (was.unit === 'time') {
    const ms = timeOf(is.value) - timeOf(was.value)
    return Number.isNaN(ms) ? null : signed(ms, duration)
  }
  if (typeof was.value !== 'number' || typeof is.value !== 'number') return null
  const unit = is.unit
  return signed(is.value - was.value, (size) => (unit === undefined ? count(size) : measure(size, unit).replace(/ %$/, ' pp').replace(/ rows$/, '')))
}

const timeOf = (value: Fact['value']): number => (typeof value === 'number' ? value : Date.parse(String(value)))
const signed = (value: number, words: (size: number) => string): string => `${value < 0 ? '−' : '+'}${words(Math.abs(value))}`
