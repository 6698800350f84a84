import { formatDuration } from '../base/duration.ts'
import type { IndexView } from '../app/database/indexes.ts'
import type { NeedView, TaskLinkView } from '../app/database/parts.ts'
import type { QueryView } from '../app/database/queries.ts'
import type { TableView } from '../app/database/tables.ts'
import { cut, oneLine } from './columns.ts'
import { formatNumber } from '../base/number.ts'
import { formatDistance, shortId, stateWords, styleOfSeverity } from './format.ts'
import { dash, numberOrDash, percentOrDash, sizeOrDash } from './format-database.ts'
import type { Column } from './table.ts'

/** `vacuum (converged 3m ago, run 1f2e3d4c)` */
export function linkWords({ task, lastRun, openRun }: TaskLinkView, now: Date): string {
  if (openRun !== null) return `${task} (${stateWords(openRun)}, run ${shortId(openRun.id)})`
  if (lastRun === null) return `${task} (has not run yet)`
  return `${task} (${stateWords(lastRun)}${lastRun.endedAt === null ? '' : ` ${formatDistance(lastRun.endedAt, now)}`}, run ${shortId(lastRun.id)})`
}

const needWords = (needs: readonly NeedView[], now: Date): string =>
  needs.map(({ what, cure }) => `${what}${cure === null ? '' : `: ${linkWords(cure, now)}`}`).join('; ')
const needStyle = ({ needs }: { readonly needs: readonly NeedView[] }) => styleOfSeverity(needs[0]?.severity ?? null)

export const tableColumns = (now: Date): readonly Column<TableView>[] => [
  { title: 'table', value: ({ name }) => name, style: () => 'bold', cutTo: 24 },
  { title: 'size', value: ({ bytes }) => sizeOrDash(bytes), align: 'right' },
  { title: 'rows', value: ({ rows }) => numberOrDash(rows), align: 'right' },
  { title: 'dead', value: ({ deadRows }) => numberOrDash(deadRows), align: 'right', leaveOut: 2 },
  { title: 'share', value: ({ deadShare }) => percentOrDash(deadShare), align: 'right' },
  { title: 'bloat', value: ({ bloatShare }) => (bloatShare === null ? '' : percentOrDash(bloatShare)), align: 'right' },
  { title: 'vacuumed', value: ({ lastVacuum }) => (lastVacuum === null ? dash : formatDistance(lastVacuum, now)), leaveOut: 3 },
  { title: 'analyzed', value: ({ lastAnalyze }) => (lastAnalyze === null ? dash : formatDistance(lastAnalyze, now)), leaveOut: 4 },
  { title: 'needs', value: ({ needs }) => needWords(needs, now), style: needStyle, cutTo: 20 },
]

export const indexColumns = (now: Date): readonly Column<IndexView>[] => [
  { title: 'index', value: ({ name }) => name, style: () => 'bold', cutTo: 24 },
  { title: 'table', value: ({ table }) => table, cutTo: 16, leaveOut: 3 },
  { title: 'size', value: ({ bytes }) => sizeOrDash(bytes), align: 'right' },
  { title: 'scans', value: ({ scans }) => numberOrDash(scans), align: 'right', leaveOut: 2 },
  { title: 'bloat', value: ({ bloatShare }) => (bloatShare === null ? '' : percentOrDash(bloatShare)), align: 'right' },
  { title: 'needs', value: ({ needs }) => needWords(needs, now), style: needStyle, cutTo: 20 },
]

export const queryColumns = (now: Date): readonly Column<QueryView>[] => [
  { title: 'statement', value: ({ text }) => cut(oneLine(text), 120), cutTo: 24 },
  { title: 'time', value: ({ totalMs }) => formatDuration(totalMs), align: 'right' },
  { title: 'share', value: ({ share }) => percentOrDash(share), align: 'right' },
  { title: 'calls', value: ({ calls }) => formatNumber(calls), align: 'right' },
  { title: 'average', value: ({ meanMs }) => formatDuration(meanMs), align: 'right' },
  {
    title: 'before',
    value: ({ beforeMeanMs }) => (beforeMeanMs === null ? '' : formatDuration(beforeMeanMs)),
    align: 'right',
    leaveOut: 2,
  },
  { title: 'needs', value: ({ needs }) => needWords(needs, now), style: needStyle, cutTo: 16 },
]
