import { formatDuration } from '../../../base/duration.ts'
import { formatSize } from '../../../base/size.ts'
import type { Assessment, Fact, Finding, Skipped } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import type { SizeObservation } from './inspect.ts'
import type { SizeParams } from './params.ts'
import { growthSince } from './samples.ts'
import type { Growth } from './samples.ts'
import { daysUntilFull, endInSight, roomFor } from './until-full.ts'
import type { Room } from './until-full.ts'

export function assessSize(observation: SizeObservation, params: SizeParams): Assessment {
  const here = { at: observation.now, bytes: observation.databaseBytes }
  const first = observation.samples[0]
  const last = observation.samples.at(-1)
  const growth = first ? growthSince({ at: first.at, bytes: first.databaseBytes }, here) : null
  const sinceLast = last ? growthSince({ at: last.at, bytes: last.databaseBytes }, here) : null
  const room = roomFor(observation.databaseBytes, params['max-size'] ?? null, observation.disk)
  const days = daysUntilFull(room, growth?.bytesPerDay ?? null)
  return {
    steps: [],
    findings: [
      ...tooLarge(observation, params),
      ...tablesTooLarge(observation, params),
      ...growsTooFast(observation, params, growth),
      ...soonFull(observation, params, room, growth),
    ],
    notLookedAt: [
      ...observation.locked.map((table) => ({
        what: table,
        why: 'another session holds it locked',
        fingerprints: `table-size:${table}`,
      })),
      ...growthNotLookedAt(observation, room, growth),
    ],
    facts: [
      { label: 'database', value: observation.databaseBytes, unit: 'bytes' },
      ...(sinceLast
        ? [{ label: `grown since the last look (${formatDuration(sinceLast.overMs)} ago)`, value: sinceLast.bytes, unit: 'bytes' } as const]
        : []),
      ...(growth?.bytesPerDay == null
        ? []
        : [{ label: `growth a day, over ${formatDuration(growth.overMs)}`, value: growth.bytesPerDay, unit: 'bytes' } as const]),
      ...(days === null ? [] : [{ label: 'days until full', value: Math.floor(days * 10) / 10 } as const]),
      ...(observation.disk.freeBytes === null
        ? []
        : [{ label: 'free on its disk', value: observation.disk.freeBytes, unit: 'bytes' } as const]),
      { label: 'tables', value: observation.tablesSeen, unit: 'count' },
      ...observation.tables
        .slice(0, params.top)
        .map((table): Fact => ({ label: displayName(table), value: table.totalBytes, unit: 'bytes' })),
      ...observation.indexes
        .slice(0, params.top)
        .map((index): Fact => ({ label: `index ${displayName(index)} of ${index.table}`, value: index.bytes, unit: 'bytes' })),
    ],
  }
}

function tooLarge({ database, databaseBytes, tables }: SizeObservation, params: SizeParams): readonly Finding[] {
  const limit = params['max-size']
  if (limit === undefined || databaseBytes <= limit) return []
  const largest = tables.slice(0, 3).map((table) => `${displayName(table)} (${formatSize(table.totalBytes)})`)
  return [
    {
      fingerprint: 'size',
      severity: 'warning',
      title: `database ${database} is larger than ${formatSize(limit)}`,
      detail: `It takes ${formatSize(databaseBytes)}. Largest: ${largest.join(', ')}.`,
      hint: 'shorten retention, look for bloat and unused indexes, or raise `max-size`.',
    },
  ]
}

function tablesTooLarge({ tables }: SizeObservation, params: SizeParams): readonly Finding[] {
  const limit = params['max-table-size']
  if (limit === undefined) return []
  return tables
    .filter(({ totalBytes }) => totalBytes > limit)
    .map((table) => ({
      fingerprint: `table-size:${displayName(table)}`,
      severity: 'warning',
      title: `${displayName(table)} is larger than ${formatSize(limit)}`,
      detail: `It takes ${formatSize(table.totalBytes)}: rows ${formatSize(table.tableBytes)}, indexes ${formatSize(table.indexBytes)}, TOAST ${formatSize(table.toastBytes)}.`,
      hint: 'shorten its retention, partition it, or raise `max-table-size`.',
    }))
}

function growsTooFast(observation: SizeObservation, params: SizeParams, growth: Growth | null): readonly Finding[] {
  const limit = params['max-growth-per-day']
  if (limit === undefined || growth === null || growth.bytesPerDay === null || growth.bytesPerDay <= limit) return []
  return [
    {
      fingerprint: 'growth',
      severity: 'warning',
      title: `database ${observation.database} grows by more than ${formatSize(limit)} a day`,
      detail: [`It grew by ${formatSize(growth.bytes)} in ${formatDuration(growth.overMs)}.`, ...fastest(observation)].join(' '),
      hint: 'find out what is written; is the retention of those tables as meant?',
    },
  ]
}

/** Full within this time: no more than the next working day is left. */
const criticalDays = 2

function soonFull(observation: SizeObservation, params: SizeParams, room: Room, growth: Growth | null): readonly Finding[] {
  const days = endInSight(room, growth, params['days-until-full'])
  // A limit that is reached has a finding of its own.
  if (days === null || room === null || growth?.bytesPerDay == null || room.bytes <= 0) return []
  const end = room.of === 'limit' ? 'up to `max-size`' : 'on its disk'
  return [
    {
      fingerprint: 'full',
      severity: days < criticalDays ? 'critical' : 'warning',
      title: `database ${observation.database} is full in ${days < 1 ? 'less than a day' : `${Math.floor(days)} ${days < 2 ? 'day' : 'days'}`}`,
      detail: [
        `It has ${formatSize(room.bytes)} ${end}, and grows by ${formatSize(growth.bytesPerDay)} a day, measured over ${formatDuration(growth.overMs)}.`,
        ...fastest(observation),
      ].join(' '),
      hint:
        room.of === 'limit'
          ? 'shorten retention, look for bloat and unused indexes, or raise `max-size`.'
          : 'shorten retention, look for bloat, unused indexes and WAL that piles up, or give it a larger disk.',
    },
  ]
}

/** What nobody knows yet is no reason to take back what was found. */
function growthNotLookedAt({ disk }: SizeObservation, room: Room, growth: Growth | null): readonly Skipped[] {
  const why = 'it takes looks that are an hour apart'
  const full = (because: string): Skipped => ({ what: 'days until full', why: because, fingerprints: 'full' })
  if (growth?.bytesPerDay == null)
    return [{ what: 'growth', why, fingerprints: 'growth' }, ...(room === null || room.bytes > 0 ? [full(why)] : [])]
  return room === null ? [full(`how much its disk has free is not known: ${disk.why}`)] : []
}

function fastest(observation: SizeObservation): readonly string[] {
  const base = observation.samples[0]!.tables
  const grown = observation.tables
    .map((table) => ({ name: displayName(table), bytes: table.totalBytes - (base[displayName(table)] ?? table.totalBytes) }))
    .filter(({ bytes }) => bytes > 0)
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, 3)
  return grown.length === 0 ? [] : [`Most of it: ${grown.map(({ name, bytes }) => `${name} (${formatSize(bytes)})`).join(', ')}.`]
}
