import { expect, it } from 'vitest'
import type { ScannedTable } from './observation.ts'
import { isReadThroughOften } from './scans.ts'

const now = '2025-11-22T06:00:00.000Z'
const hoursAgo = (hours: number): string => new Date(Date.parse(now) - hours * 3_600_000).toISOString()
const table: ScannedTable = { oid: 1, schema: 'public', name: 't', bytes: 1e8, scans: 1_000, rowsRead: 1_000 * 10_000, indexScans: 1_000 }
const counting = { on: true, since: hoursAgo(240), standbys: 0 }

it.each<[string, Partial<ScannedTable>, Partial<typeof counting>, boolean]>([
  ['100 times a day', {}, {}, true],
  ['99 times a day', { scans: 990 }, {}, false],
  ['a few rows at a time', { rowsRead: 1_000 * 9_999 }, {}, false],
  ['by few of its scans', { indexScans: 20_000 }, {}, false],
  ['50 times within the hour', { scans: 50, rowsRead: 50 * 10_000, indexScans: 0 }, { since: hoursAgo(1) }, true],
  [
    '50 times within less than an hour, of which no rate is made',
    { scans: 50, rowsRead: 50 * 10_000, indexScans: 0 },
    { since: hoursAgo(0.9) },
    false,
  ],
  ['with nothing counted', {}, { on: false }, false],
])('a table is read through often: %s', (_, more, basis, expected) => {
  expect(isReadThroughOften({ ...table, ...more }, { ...counting, ...basis }, now, { 'scans-per-day': 100 })).toBe(expected)
})
