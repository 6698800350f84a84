import { formatDuration } from '../base/duration.ts'
import { countOf, formatNumber } from '../base/number.ts'
import { formatSize } from '../base/size.ts'
import type { Severity } from '../base/severity.ts'
import type { OverviewView } from '../app/views/overview.ts'
import type { FactView } from '../app/views/plan.ts'
import type { RunSummaryView } from '../app/views/run.ts'
import type { RunState } from '../app/views/words.ts'
import { formatMoment } from '../base/moment.ts'
import type { Style } from './terminal.ts'

/** How values read at the command line; one place, so that they read the same everywhere. */

/** Runs are made within seconds of each other and their ids begin with the time: the last 8 characters tell them apart. */
export const shortId = (id: string): string => id.slice(-8)

/** A moment in this machine's time zone, which is named: `2025-06-01 14:30:00 CEST`. */
export const formatLocalMoment = (at: string | number | Date): string => formatMoment(at, Intl.DateTimeFormat().resolvedOptions().timeZone)

/** Seen from now, tenths of a second say nothing. */
export const wholeSeconds = (ms: number): string => formatDuration(Math.round(ms / 1_000) * 1_000)

/** How far a moment is from now: `in 5m`, `3h 10m ago`, `now`. */
export function formatDistance(iso: string, now: Date): string {
  const ms = new Date(iso).getTime() - now.getTime()
  if (Math.abs(ms) < 1_000) return 'now'
  return ms > 0 ? `in ${wholeSeconds(ms)}` : `${wholeSeconds(-ms)} ago`
}

export function formatFact({ value, unit }: Pick<FactView, 'value' | 'unit'>): string {
  if (value === null) return 'unknown'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return unit === 'time' && !Number.isNaN(Date.parse(value)) ? formatLocalMoment(value) : value
  switch (unit) {
    case 'bytes':
      return formatSize(value)
    case 'ms':
      return formatDuration(value)
    case 's':
      return formatDuration(value * 1_000)
    case 'percent':
      return `${formatNumber(value)} %`
    case 'rows':
      return countOf(value, 'row')
    case 'time':
      return formatLocalMoment(value)
    case 'count':
    default:
      return formatNumber(value)
  }
}

/** What a step will touch: `1,200 rows, 5 MiB`; empty when that isn't known. */
export function formatTouches({
  rows,
  bytes,
  files,
}: {
  rows?: number | undefined
  bytes?: number | undefined
  files?: number | undefined
}): string {
  return [
    rows === undefined ? [] : countOf(rows, 'row'),
    bytes === undefined ? [] : formatSize(bytes),
    files === undefined ? [] : countOf(files, 'file'),
  ]
    .flat()
    .join(', ')
}

/** A run's state in the words of the page. */
export function stateWords({
  state,
  waitingFor = null,
}: Pick<RunSummaryView, 'state'> & Partial<Pick<RunSummaryView, 'waitingFor'>>): string {
  if (state === 'waiting' && waitingFor) return `waits for ${waitingFor === 'window' ? 'its window' : waitingFor}`
  return state === 'diverged' ? 'not converged' : state
}

const stateStyles: Readonly<Record<RunState, Style>> = {
  queued: 'dim',
  running: 'cyan',
  waiting: 'yellow',
  converged: 'green',
  planned: 'blue',
  diverged: 'red',
  failed: 'red',
  cancelled: 'dim',
}
export const styleOfState = (state: RunState): Style => stateStyles[state]

const statusStyles: Readonly<Record<OverviewView['status'], Style>> = {
  fine: 'green',
  attention: 'yellow',
  trouble: 'red',
  unknown: 'magenta',
}
/** Of the answer to: is it all right? */
export const styleOfStatus = (status: OverviewView['status']): Style => statusStyles[status]

const severityStyles: Readonly<Record<Severity, Style>> = { critical: 'red', warning: 'yellow', info: 'blue' }
export const styleOfSeverity = (severity: Severity | null): Style | null => (severity === null ? null : severityStyles[severity])
