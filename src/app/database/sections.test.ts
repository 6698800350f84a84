import { describe, expect, it } from 'vitest'
import type { VacuumObservation } from '../../procedures/postgres/vacuum/assess.ts'
import { server, table } from '../../procedures/postgres/vacuum/examples.ts'
import type { SeenTable } from '../../procedures/postgres/vacuum/needs.ts'
import type { TableSize } from '../../procedures/postgres/size/inspect.ts'
import { looksOf, noon, seenTask } from './examples.ts'
import { sizeOf } from './size.ts'
import { tablesOf } from './tables.ts'

const day = 86_400_000
const ago = (ms: number): string => new Date(noon.getTime() - ms).toISOString()
const tableSize = (name: string, totalBytes: number): TableSize => ({
  schema: 'public',
  name,
  totalBytes,
  tableBytes: totalBytes / 2,
  indexBytes: totalBytes / 4,
  toastBytes: totalBytes / 4,
  rows: 10,
  partitions: 0,
})
const size = (more: object = {}, params: Record<string, unknown> = {}) =>
  seenTask(
    'postgres.size',
    {
      now: noon.toISOString(),
      database: 'shop',
      databaseBytes: 1_000,
      tables: [],
      tablesSeen: 0,
      indexes: [],
      locked: [],
      disk: { freeBytes: null, why: 'the server runs on another machine, or in a container of its own' },
      samples: [],
      ...more,
    },
    { params },
  )
const sample = (ms: number, databaseBytes: number, tables: Record<string, number> = {}) => ({ at: ago(ms), databaseBytes, tables })
const vacuum = (tables: readonly SeenTable[], horizon: VacuumObservation['horizon'] = { holders: [], seesAll: true }) =>
  seenTask('postgres.vacuum', {
    now: noon.toISOString(),
    major: 18,
    standby: false,
    counted: true,
    thresholds: server,
    horizon,
    tables,
    tablesSeen: tables.length,
    unmatched: [],
  })

describe('size', () => {
  it.each([
    ['grows by what was added a day', [sample(2 * day, 800)], { 'max-size': 2_000 }, { growthPerDay: 100, daysUntilFull: 10 }],
    ['is full when it is over its limit', [sample(day, 900)], { 'max-size': 900 }, { daysUntilFull: 0 }],
    ['is never full when it shrinks', [sample(day, 1_100)], { 'max-size': 2_000 }, { growthPerDay: -100, daysUntilFull: null }],
    ['is never full where no end is known', [sample(day, 900)], {}, { growthPerDay: 100, limitBytes: null, daysUntilFull: null }],
    ['has no growth from less than an hour', [sample(60_000, 900)], { 'max-size': 2_000 }, { growthPerDay: null, growthOverMs: null }],
  ])('%s', (_, samples, params, expected) => {
    expect(sizeOf(looksOf(size({ samples }, params)), 'postgres', [])).toMatchObject({ bytes: 1_000, ...expected })
  })

  it('is full when its disk is, where that comes before the limit', () => {
    const full = (freeBytes: number) =>
      sizeOf(looksOf(size({ samples: [sample(2 * day, 800)], disk: { freeBytes, why: null } }, { 'max-size': 2_000 })), 'postgres', [])
    expect(full(500)).toMatchObject({ daysUntilFull: 5 })
    expect(full(50_000)).toMatchObject({ daysUntilFull: 10 })
  })

  it('puts what earlier runs measured and the look’s own samples in order, each moment once', () => {
    const earlier = [ago(2 * day), ago(3_600_000), noon.toISOString()].map((at, place) => ({ at, bytes: place }))
    const { samples } = sizeOf(looksOf(size({ samples: [sample(day, 500), sample(2 * day, 400)] })), 'postgres', earlier)
    expect(samples).toEqual([
      { at: ago(2 * day), bytes: 400 },
      { at: ago(day), bytes: 500 },
      { at: ago(3_600_000), bytes: 1 },
      { at: noon.toISOString(), bytes: 1_000 },
    ])
  })

  it('that nobody measures says so, with a task to add, and no number', () => {
    const looks = {
      ...looksOf(),
      examples: new Map([['postgres.size', 'size:\n  does: postgres.size\n  target: funding\n  every: daily']]),
    }
    expect(sizeOf(looks, 'postgres', [])).toMatchObject({
      bytes: null,
      source: {
        state: 'missing',
        task: null,
        why: 'no task of the stack shop does postgres.size on db',
        example: 'size:\n  does: postgres.size\n  target: db\n  every: daily',
      },
    })
  })

  it('of a look in a shape that this version does not know is not made up', () => {
    expect(sizeOf(looksOf(seenTask('postgres.size', { bytes: 7 })), 'postgres', [])).toMatchObject({
      bytes: null,
      source: { state: 'unreadable', task: { task: 'size' } },
    })
  })

  it('is taken from the task that looked last, where two measure', () => {
    const older = { ...size({ databaseBytes: 1 }), look: { ...size().look!, at: new Date(noon.getTime() - 1) } }
    expect(sizeOf(looksOf(older, size()), 'postgres', []).bytes).toBe(1_000)
  })
})

describe('tables', () => {
  it('stand together from size and vacuum, largest first, with their share of dead rows', () => {
    const looks = looksOf(
      size({ tables: [tableSize('trades', 800), tableSize('Odd "one"', 80)], tablesSeen: 3 }),
      vacuum([table({ name: 'trades', rows: 75, deadRows: 25, lastVacuum: ago(day) }), table({ name: 'unsized', bytes: 8 })]),
    )
    const { rows, seen, careSource } = tablesOf(looks, 'postgres')
    expect(rows.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['public.trades', 800],
      ['public."Odd ""one"""', 80],
      ['public.unsized', 8],
    ])
    expect(rows[0]).toMatchObject({ deadRows: 25, deadShare: 0.25, lastVacuum: ago(day), keptBy: [{ task: 'vacuum' }] })
    expect(rows[1]).toMatchObject({ deadRows: null, deadShare: null, keptBy: [] })
    expect([seen, careSource?.state]).toEqual([3, 'fresh'])
  })

  it('of one partitioned table are one line: rows added up, the vacuum that waits longest, the needs of each part', () => {
    const partOf = { schema: 'public', name: 'rates' }
    const parts = [
      table({ name: 'rates_1', partOf, rows: 100, deadRows: 500, lastVacuum: ago(day) }),
      table({ name: 'rates_2', partOf, rows: 100, deadRows: 0, lastVacuum: ago(2 * day) }),
      table({ name: 'rates_3', partOf, rows: 100, deadRows: 0, lastVacuum: null }),
    ]
    const [row, ...others] = tablesOf(looksOf(vacuum(parts.slice(0, 2))), 'postgres').rows
    expect(others).toEqual([])
    expect(row).toMatchObject({ name: 'public.rates', rows: 200, deadRows: 500, partitions: 2, lastVacuum: ago(2 * day) })
    expect(row?.needs.map(({ what, cure }) => [what, cure?.task])).toEqual([
      ['due for VACUUM public.rates_1: 500 dead rows, limit 70', 'vacuum'],
    ])
    expect(tablesOf(looksOf(vacuum(parts)), 'postgres').rows[0]?.lastVacuum).toBeNull()
  })

  it('of one partitioned table have their bloat added up, over those of which it is known', () => {
    const partOf = { schema: 'public', name: 'rates' }
    const measured = (name: string, bytes: number, neededBytes: number | null) => ({
      schema: 'public',
      name,
      measured: { bytes, neededBytes, exactBytes: null, changedShare: 0 },
    })
    const reclaim = seenTask(
      'postgres.reclaim',
      { standby: false, tables: [measured('rates_1', 1_000, 100), measured('rates_2', 3_000, 3_000), measured('rates_3', 9_000, null)] },
      { params: { 'min-bloat': 30, 'min-gain': 500 } },
    )
    const parts = ['rates_1', 'rates_2', 'rates_3'].map((name) => table({ name, partOf }))
    const [row] = tablesOf(looksOf(vacuum(parts), reclaim), 'postgres').rows
    expect(row).toMatchObject({ name: 'public.rates', bloatBytes: 900, bloatShare: 0.225 })
    expect(row?.needs.map(({ what, cure }) => [what, cure?.task])).toEqual([
      ['bloated: public.rates_1, 90 % of 0.977 KiB is of no use, limit 30 %', 'reclaim'],
    ])
  })

  it('grow as the samples of the look say, and a table that is new has no growth yet', () => {
    const samples = [sample(2 * day, 1, { 'public.trades': 600 })]
    const { rows } = tablesOf(
      looksOf(size({ tables: [tableSize('trades', 800), tableSize('fresh', 8)], tablesSeen: 2, samples })),
      'postgres',
    )
    expect(rows.map(({ growthPerDay }) => growthPerDay)).toEqual([100, null])
  })

  it('name the retention that keeps them short', () => {
    const retention = seenTask('postgres.retention', null, { params: { table: 'trades' } })
    const { rows } = tablesOf(looksOf(size({ tables: [tableSize('trades', 800)], tablesSeen: 1 }), retention), 'postgres')
    expect(rows[0]?.keptBy.map(({ task }) => task)).toEqual(['retention'])
  })

  it('that nobody vacuums are shown with what is known, and that the rest is not', () => {
    const { rows, careSource } = tablesOf(looksOf(size({ tables: [tableSize('trades', 800)], tablesSeen: 1 })), 'postgres')
    expect(rows[0]).toMatchObject({ bytes: 800, deadRows: null, lastVacuum: null, needs: [] })
    expect(careSource).toMatchObject({ state: 'missing', procedure: 'postgres.vacuum' })
  })
})
