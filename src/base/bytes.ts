import { z } from 'zod'

const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const
const factors: Readonly<Record<string, number>> = {
  b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, pb: 1e15, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40, pib: 2 ** 50,
}

/** A size as people write it (`500 MB`, `2GiB`, `64kB`; MB are powers of 1000, MiB of 1024) in bytes; null when it isn't one. */
export function parseBytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?) ?([kmgtp]?i?b)$/i.exec(text.trim())
  const factor = match && factors[match[2]!.toLowerCase()]
  return match && factor ? Math.round(Number(match[1]) * factor) : null
}

/** A size in the largest unit that leaves at least 1: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 0) return `-${formatBytes(-bytes)}`
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), steps.length - 1)
  const value = bytes / 2 ** (10 * power)
  return `${Number(value.toFixed(power === 0 || value >= 100 ? 0 : 1))} ${steps[power]}`
}

const expected = 'expected a size with its unit, such as 500 MB or 2 GiB'

/** A size with its unit in a stack file; becomes bytes, above zero. */
export const bytesSchema = z.string({ error: ({ input }) => `${expected}, found ${JSON.stringify(input)}` }).transform((text, context) => {
  const bytes = parseBytes(text)
  if (bytes !== null && bytes > 0) return bytes
  context.addIssue({ code: 'custom', message: `${expected}, found ${JSON.stringify(text)}` })
  return z.NEVER
})
