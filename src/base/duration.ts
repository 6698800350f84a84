import { z } from 'zod'

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const pattern = /^(\d+(?:\.\d+)?(ms|s|m|h|d|w))( ?\d+(?:\.\d+)?(ms|s|m|h|d|w))*$/

/** A span of time as people write it (`30s`, `90m`, `1h 30m`, `0.2s`; units ms, s, m, h, d, w) in milliseconds; null when it isn't one. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim()
  if (!pattern.test(trimmed)) return null
  const parts = trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * unitMs[unit as keyof typeof unitMs], 0)
}

/** The shortest exact-enough words for a span: its two largest units (`1h 30m`), milliseconds below one second. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`
  if (ms < 1_000) return `${Math.round(ms)}ms`
  if (ms < 60_000) return `${ms < 10_000 ? Number((ms / 1_000).toFixed(1)) : Math.floor(ms / 1_000)}s`
  const units = [['w', unitMs.w], ['d', unitMs.d], ['h', unitMs.h], ['m', unitMs.m], ['s', unitMs.s]] as const
  const first = units.findIndex(([, size]) => ms >= size)
  const [name, size] = units[first]!
  const [nextName, nextSize] = units[first + 1] ?? ['ms', 1]
  const whole = Math.floor(ms / size)
  const rest = Math.floor((ms % size) / nextSize)
  return rest === 0 ? `${whole}${name}` : `${whole}${name} ${rest}${nextName}`
}

const expected = 'expected a span of time with its unit, such as 30s, 5m or 1h 30m'

/** A span with its unit in a stack file; becomes milliseconds, above zero. */
export const durationSchema = z.string({ error: ({ input }) => `${expected}, found ${JSON.stringify(input)}` }).transform((text, context) => {
  const ms = parseDuration(text)
  if (ms !== null && ms > 0) return ms
  context.addIssue({ code: 'custom', message: `${expected}, found ${JSON.stringify(text)}` })
  return z.NEVER
})
