import { describe, expect, it } from 'vitest'
import type { VacuumObservation } from './vacuum/inspect.ts'
import vacuum from './vacuum.ts'

const MiB = 2 ** 20
const storage = {
  pageSize: 4096,
  pages: 25_600,
  freePages: 0,
  autoVacuum: 'none',
  userVersion: 0,
  journal: 'delete',
  unfinished: false,
  databaseBytes: 100 * MiB,
  walBytes: 0,
  freeBytes: 1024 * MiB,
  wal: null,
} as const
const table = { name: 'trades', indexes: 1, rows: 1000, analyzedRows: 1000 }
const well: VacuumObservation = { now: '2026-07-04T12:00:00.000Z', path: '/srv/bot.db', storage, tables: [table], analyzed: false }

const assess = (
  seen: Omit<Partial<VacuumObservation>, 'storage'> & { storage?: Partial<VacuumObservation['storage']> },
  given: object = {},
) => vacuum.assess({ ...well, ...seen, storage: { ...storage, ...seen.storage } }, vacuum.params.parse(given))
const planned = (...of: Parameters<typeof assess>): string[] =>
  assess(...of).steps.map(({ key, risk, after = [] }) => [key, risk, ...after].join(' '))

describe('what is planned', () => {
  it.each<[string, Parameters<typeof assess>[0], object, string[]]>([
    ['nothing for a file without free pages', {}, {}, []],
    ['nothing at exactly a quarter', { storage: { freePages: 6_400 } }, {}, []],
    ['a VACUUM over a quarter', { storage: { freePages: 6_500 } }, {}, ['vacuum disruptive']],
    ['nothing for a large share of little', { storage: { pages: 2_000, freePages: 1_900 } }, {}, []],
    [
      'a VACUUM for a large share of little, when asked to',
      { storage: { pages: 2_000, freePages: 1_900 } },
      { 'free-bytes': '1 MB' },
      ['vacuum disruptive'],
    ],
    [
      'batches where the database keeps itself ready for them',
      { storage: { freePages: 6_500, autoVacuum: 'incremental' } },
      {},
      ['incremental-vacuum safe'],
    ],
    ['no VACUUM without room for the copy', { storage: { freePages: 6_500, freeBytes: 199 * MiB } }, {}, []],
    [
      'batches even without room for a copy',
      { storage: { freePages: 6_500, freeBytes: 0, autoVacuum: 'incremental' } },
      {},
      ['incremental-vacuum safe'],
    ],
    [
      'a checkpoint after a VACUUM in WAL mode',
      { storage: { freePages: 6_500, journal: 'wal' } },
      {},
      ['vacuum disruptive', 'checkpoint safe vacuum'],
    ],
    ['nothing for a WAL of 64 MiB', { storage: { journal: 'wal', walBytes: 64 * MiB } }, {}, []],
    ['a checkpoint for a WAL over 64 MiB', { storage: { journal: 'wal', walBytes: 64 * MiB + 1 } }, {}, ['checkpoint safe']],
    [
      'a checkpoint for a WAL larger than its database',
      { storage: { journal: 'wal', databaseBytes: 20 * MiB, walBytes: 21 * MiB } },
      {},
      ['checkpoint safe'],
    ],
    ['nothing for the usual WAL of a tiny database', { storage: { journal: 'wal', databaseBytes: 8192, walBytes: 5 * MiB } }, {}, []],
    [
      'a checkpoint for a WAL over its own limit',
      { storage: { journal: 'wal', walBytes: 2 * MiB } },
      { 'wal-limit': '1 MiB' },
      ['checkpoint safe'],
    ],
    ['statistics for a table that has none', { tables: [{ ...table, analyzedRows: null }] }, {}, ['analyze safe']],
    ['no statistics for an empty table', { tables: [{ ...table, rows: 0, analyzedRows: null }] }, {}, []],
    ['no statistics without an index', { tables: [{ ...table, indexes: 0, analyzedRows: null }] }, {}, []],
    ['nothing for a table that grew ninefold', { tables: [{ ...table, rows: 9_999 }] }, {}, []],
    ['statistics for a table that grew tenfold', { tables: [{ ...table, rows: 10_000 }] }, {}, ['analyze safe']],
    ['statistics for a table that shrank tenfold', { tables: [{ ...table, rows: 100 }] }, {}, ['analyze safe']],
    ['nothing for a large table of unknown growth', { tables: [{ ...table, rows: 1_000_001, analyzedRows: 5_000_000 }] }, {}, []],
    ['nothing for a table that could not be counted', { tables: [{ ...table, rows: null, analyzedRows: null }] }, {}, []],
    ['no statistics twice in one run', { tables: [{ ...table, analyzedRows: null }], analyzed: true }, {}, []],
    [
      'to roll back first what a dead program left',
      { storage: { unfinished: true, journal: null, freePages: 6_500 }, tables: null },
      {},
      ['recover safe', 'vacuum disruptive recover', 'analyze safe recover'],
    ],
  ])('is %s', (_what, seen, given, steps) => {
    expect(planned(seen, given)).toEqual(steps)
  })
})

it('says how much room is missing when the copy would not fit', () => {
  const { findings } = assess({ storage: { freePages: 6_500, freeBytes: 199 * MiB } })
  expect(findings).toMatchObject([
    {
      fingerprint: 'no-room',
      severity: 'warning',
      detail: '25.4 % of its pages are free (25.4 MiB); VACUUM needs up to 200 MiB while it runs, and 199 MiB are free.',
    },
  ])
})

it('shows the statements of each table in the plan, with odd names quoted', () => {
  const [step] = assess({
    tables: [
      { ...table, name: `a "b" 🐘`, analyzedRows: null },
      { ...table, analyzedRows: null },
    ],
  }).steps
  expect(step!.preview.statement).toBe('ANALYZE main."a ""b"" 🐘";\nANALYZE main."trades"')
})
