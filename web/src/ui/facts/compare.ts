import type { Fact } from '../../api/types.ts'
import { measure } from '../format/measure.ts'
import { count, duration } from '../format/units.ts'

export type ComparedFact = {
  /** Its own among all of them: labels may repeat. */
  readonly key: string
  readonly label: string
  readonly before: Fact | null
  readonly after: Fact | null
  readonly changed: boolean
  /** The difference of two numbers with its unit and sign, or null. */
  readonly difference: string | null
}

/** Before and after side by side, by label (the second of a label with the second), in the order of the first look; what only the second look has comes last. */
export function compareFacts(before: readonly Fact[], after: readonly Fact[]): readonly ComparedFact[] {
  const was = numbered(before)
  const is = numbered(after)
  return [...new Set([...was.keys(), ...is.keys()])].map((key) => compareFact(key, was.get(key) ?? null, is.get(key) ?? null))
}

/** Each fact under its label and how many of that label came before it. */
function numbered(facts: readonly Fact[]): ReadonlyMap<string, Fact> {
  const seen = new Map<string, number>()
  return new Map(
    facts.map((fact) => {
      const number = (seen.get(fact.label) ?? 0) + 1
      seen.set(fact.label, number)
      return [`${fact.label} ${number}`, fact]
    }),
  )
}

function compareFact(key: string, before: Fact | null, after: Fact | null): ComparedFact {
  const difference = before !== null && after !== null ? differenceOf(before, after) : null
  return { key, label: (before ?? after)?.label ?? '', before, after, changed: before?.value !== after?.value, difference }
}

function differenceOf(was: Fact, is: Fact): string | null {
  if (was.unit !== is.unit || was.value === is.value) return null
  if (was.unit === 'time') {
    const ms = timeOf(is.value) - timeOf(was.value)
    return Number.isNaN(ms) ? null : signed(ms, duration)
  }
  if (typeof was.value !== 'number' || typeof is.value !== 'number') return null
  return signed(is.value - was.value, (size) => differenceWords(size, is.unit))
}

function differenceWords(size: number, unit: Fact['unit']): string {
  if (unit === undefined || unit === 'rows') return count(size)
  // The difference of two percentages is in percentage points.
  return unit === 'percent' ? `${count(size)} pp` : measure(size, unit)
}

const timeOf = (value: Fact['value']): number => (typeof value === 'number' ? value : Date.parse(String(value)))
const signed = (value: number, words: (size: number) => string): string => `${value < 0 ? '−' : '+'}${words(Math.abs(value))}`
