import type { Column } from './columns.ts'

/** MAXALIGN of every 64-bit platform that PostgreSQL runs on. */
const maxAlign = 8

export const alignUp = (bytes: number, to = maxAlign): number => Math.ceil(bytes / to) * to

/** Columns without statistics: with any of them, nothing can be said about the size. */
export const withoutStatistics = (columns: readonly Column[]): readonly string[] =>
  columns.filter(({ width }) => width === null).map(({ name }) => name)

/** ANALYZE cuts the average width of varying values to whole bytes (compute_scalar_stats in analyze.c): half a byte is missing on the average. */
const cutOff = 0.5

/**
 * The bytes of one row's data on the average, with the padding between columns. As long as all columns have a fixed length and no nulls the offset is
 * known, and the padding exact; after that it is half of what the alignment may cost. Values of varying length below 127 bytes carry a header of one byte and
 * are not aligned (PostgreSQL documentation, 73.6 Database Page Layout; att_align_nominal in tupmacs.h).
 */
export function dataBytes(columns: readonly Column[]): number {
  let bytes = 0
  let exact = true
  for (const { length, align, nullShare, width } of columns) {
    const present = 1 - (nullShare ?? 0)
    const varies = length < 0
    const aligned = varies && (width ?? 0) < 127 ? 1 : align
    bytes += exact ? alignUp(bytes, aligned) - bytes : (present * (aligned - 1)) / 2
    bytes += present * ((width ?? 0) + (varies ? cutOff : 0))
    exact &&= !varies && present === 1
  }
  return bytes
}

export const hasNulls = (columns: readonly Column[]): boolean => columns.some(({ nullShare }) => (nullShare ?? 0) > 0)
