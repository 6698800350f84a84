import type { TimeType } from '../../../backup/archive/condition.ts'
import { formatMoment } from '../../../base/moment.ts'

/** A limit of a partition (ISO 8601 with a Z, of a column without a zone too) as people read it: only a timestamptz is a moment of a zone. */
export function valueInWords(value: string, columnType: TimeType): string {
  if (columnType === 'timestamptz') return formatMoment(value)
  return columnType === 'date' ? value.slice(0, 10) : value.slice(0, 19).replace('T', ' ')
}

export const spanInWords = ({ from, to }: { readonly from: string; readonly to: string }, columnType: TimeType): string =>
  `${valueInWords(from, columnType)} to ${valueInWords(to, columnType)}`
