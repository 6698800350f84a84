import { formatSize } from '../base/size.ts'
import { formatNumber } from '../base/number.ts'

/** A dash is what nobody knows; it is no zero. */
export const dash = '–'
export const sizeOrDash = (bytes: number | null): string => (bytes === null ? dash : formatSize(bytes))
export const numberOrDash = (value: number | null): string => (value === null ? dash : formatNumber(value))
export const percentOrDash = (share: number | null): string => (share === null ? dash : `${formatNumber(Math.round(share * 1_000) / 10)} %`)

/** `+12.4 MiB a day`, `-3 KiB a day`, `steady`. */
export function formatGrowth(perDay: number | null): string {
  if (perDay === null) return dash
  if (Math.round(perDay) === 0) return 'steady'
  return `${perDay > 0 ? '+' : ''}${formatSize(perDay)} a day`
}
