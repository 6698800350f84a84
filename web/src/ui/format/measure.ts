import { bytes, count, duration } from './units.ts'

/** A number with its unit, as steps report them: the units that we know are written well, others stand as they came. */
export function measure(value: number, unit: string): string {
  switch (unit) {
    case 'bytes':
      return bytes(value)
    case 'ms':
      return duration(value)
    case 's':
      return duration(value * 1_000)
    case 'percent':
      return `${count(value)} %`
    case 'count':
    case '':
      return count(value)
    default:
      return `${count(value)} ${unit}`
  }
}
