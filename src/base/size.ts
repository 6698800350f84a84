import { z } from 'zod'

const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** SI units count in thousands, IEC units in 1,024s (IEC 80000-13). Note that PostgreSQL's own `MB` is a MiB. */
const factors: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  pb: 1e15,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  pib: 2 ** 50,
}

/** No flags: the same text is the `pattern` of the JSON Schema, which has none. */
const grammar = /^(\d+(?:\.\d+)?) ?([kKmMgGtTpP]?[bB]|[kKmMgGtTpP][iI][bB])$/

/** A size as people write it (`500 MB`, `2GiB`, `64kB`, in upper or lower case) in bytes; null when it isn't one. */
export function parseSize(text: string): number | null {
  const match = grammar.exec(text.trim())
  if (!match) return null
  const bytes = Math.round(Number(match[1]) * factors[match[2]!.toLowerCase()]!)
  return Number.isSafeInteger(bytes) ? bytes : null
}

/** A size for people, to three figures: `512 B`, `1.5 KiB`, `1.25 GiB`. */
export function formatSize(bytes: number): string {
  if (bytes < 0) return `-${formatSize(-bytes)}`
  let value = bytes
  let index = 0
  // From 999.5 on three figures would say `1000 KiB`; that is 0.977 MiB.
  while (value >= 999.5 && index < steps.length - 1) {
    value /= 1024
    index++
  }
  return `${index === 0 ? Math.round(value) : Number(value.toPrecision(3))} ${steps[index]}`
}

const expected = 'expected a size such as 64 kB, 500 MB or 2 GiB'

/** A size with its unit in a stack file (`500 MB`, also `0 B`), as bytes. */
export const sizeSchema = z
  .string({ error: expected })
  .regex(grammar, { error: expected, abort: true })
  .transform((text, context) => {
    const bytes = parseSize(text)
    if (bytes !== null) return bytes
    context.issues.push({ code: 'custom', message: expected, input: text })
    return z.NEVER
  })
  .meta({ unit: 'size', examples: ['64 kB', '500 MB', '2 GiB'] })
