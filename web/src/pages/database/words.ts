import type { Database } from '../../api/types.ts'
import { bytes, count } from '../../ui/format/units.ts'

export const kindWords: { readonly [kind in Database['kind']]: string } = { postgres: 'PostgreSQL', sqlite: 'SQLite' }

/** `+12.4 MiB a day`, `−3.10 KiB a day`, `steady`. */
export function growthWords(perDay: number): string {
  if (Math.round(perDay) === 0) return 'steady'
  return `${perDay > 0 ? '+' : '−'}${bytes(Math.abs(perDay))} a day`
}

/** How long until it is full, in the unit that one plans in. */
export function untilFull(days: number): string {
  if (days <= 0) return 'over its limit'
  if (days < 1) return 'within a day'
  if (days < 60) return `in ${Math.floor(days)} ${Math.floor(days) === 1 ? 'day' : 'days'}`
  if (days < 730) return `in ${Math.floor(days / 30.44)} months`
  return days < 36_500 ? `in ${Math.floor(days / 365.25)} years` : 'not in this century'
}

/** `12 %`, `0.4 %`, `< 0.1 %`: a share of 0 to 1. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %'
  return `${share < 0.0995 ? count(Math.round(share * 1000) / 10) : Math.round(share * 100)} %`
}
