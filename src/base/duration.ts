import { z } from 'zod'

/** Largest first, as people write them. A day is 24 hours and a week 7 days of elapsed time, whatever the clocks do. */
const units = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const

const part = (unit: string): string => `(?:(\\d+(?:\\.\\d+)?) ?${unit})?`
/** Every unit at most once, largest first: `1h 30m`, `500ms`, `0.2s`, `1d`. */
const grammar = new RegExp(`^(?=\\d)${units.map(([unit]) => part(unit)).join(' ?')}$`)

/** A span of time as people write it (`30s`, `1h 30m`, `0.2s`; units ms, s, m, h, d, w) in whole milliseconds; null when it isn't one. */
export function parseDuration(text: string): number | null {
  const match = grammar.exec(text.trim())
  if (!match) return null
  const exact = units.reduce((sum, [, size], index) => sum + Number(match[index + 1] ?? 0) * size, 0)
  const ms = Math.round(exact)
  return Math.abs(exact - ms) < 1e-6 && Number.isSafeInteger(ms) ? ms : null
}

/** A span for people, in its two largest units: `450ms`, `2.3s`, `1m 35s`, `1h 30m`, `1d 2h`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`
  if (ms < 999.5) return `${Math.round(ms)}ms`
  if (ms < 59_950) return `${Math.round(ms / 100) / 10}s`
  const top = units.findIndex(([, size]) => ms >= size)
  const smaller = Math.min(top + 1, 4)
  const grain = units[smaller]![1]
  let left = Math.round(ms / grain) * grain
  const words: string[] = []
  for (const [unit, size] of units.slice(0, smaller + 1)) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0) words.push(`${count}${unit}`)
  }
  return words.slice(0, 2).join(' ')
}

const expected = 'expected a duration such as 500ms, 30s, 5m, 1h 30m, 1d or 1w'

/** A span with its unit in a stack file (`30s`, also `0s`), as whole milliseconds. */
export const durationSchema = z
  .string({ error: expected })
  .regex(grammar, { error: expected, abort: true })
  .transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== null) return ms
    context.issues.push({ code: 'custom', message: expected, input: text })
    return z.NEVER
  })
  .meta({ unit: 'duration', examples: ['30s', '5m', '1h 30m'] })
