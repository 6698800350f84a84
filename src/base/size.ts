import { z } from 'zod'
import { UserError } from './errors.ts'

/** SI units count in thousands, IEC units in 1,024s (IEC 80000-13). Note that PostgreSQL's own `MB` is our MiB. */
const units: Readonly<Record<string, number>> = {
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

const grammar = /^(\d+(?:\.\d+)?) ?([kKmMgGtTpP]?[bB]|[kKmMgGtTpP]i[bB])$/
const expected = 'expected a size such as 512 kB, 10 MB or 1 GiB'

/** `10 MB` to 10,000,000 bytes, `1 GiB` to 1,073,741,824; upper and lower case are the same. Throws a UserError for anything else. */
export function parseSize(text: string): number {
  const bytes = sizeBytes(text)
  if (bytes === null) throw new UserError(`${expected}, found ${JSON.stringify(text)}`)
  return bytes
}

/** Bytes for people, in IEC units with three figures: `0 B`, `512 B`, `1.5 KiB`, `10 MiB`, `1.25 GiB`. */
export function formatSize(bytes: number): string {
  if (bytes < 0) return `-${formatSize(-bytes)}`
  const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let value = bytes
  let index = 0
  // 1,023.6 KiB would print as `1020 KiB`; it is 1 MiB to people.
  while (value >= 999.5 && index < names.length - 1) {
    value /= 1024
    index++
  }
  return `${index === 0 ? Math.round(value) : Number(value.toPrecision(3))} ${names[index]}`
}

/** A size in a stack file (`10 MB`), as bytes. */
export const sizeSchema = z
  .string({ error: (issue) => (typeof issue.input === 'number' ? `${expected} (with its unit)` : expected) })
  .regex(grammar, { error: expected, abort: true })
  .transform((text, context) => {
    const bytes = sizeBytes(text)
    if (bytes !== null) return bytes
    context.issues.push({ code: 'custom', message: `${expected}, at most 8 PiB`, input: text })
    return z.NEVER
  })
  .meta({ unit: 'size', examples: ['512 kB', '10 MB', '1 GiB'] })

function sizeBytes(text: string): number | null {
  const match = grammar.exec(text.trim())
  if (!match) return null
  const bytes = Math.round(Number(match[1]) * units[match[2]!.toLowerCase()]!)
  return Number.isSafeInteger(bytes) ? bytes : null
}
