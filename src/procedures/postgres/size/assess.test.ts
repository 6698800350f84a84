import { describe, expect, it } from 'vitest'
import { assessSize } from './assess.ts'
import type { SizeObservation, TableSize } from './inspect.ts'
import { sizeParams } from './params.ts'
import { carried, growthSince } from './samples.ts'
import type { Sample } from './samples.ts'

const hour = 3_600_000
const day = 24 * hour
const start = Date.parse('2025-11-01T00:00:00.000Z')
const at = (ms: number): string => new Date(start + ms).toISOString()
const sample = (ms: number, databaseBytes = 0): Sample => ({ at: at(ms), databaseBytes, tables: {} })

describe('the samples that are carried on', () => {
  it('grow to nine over the span, and then move with it', () => {
    let samples: readonly Sample[] = []
    for (let days = 0; days <= 20; days++) samples = carried([...samples, sample(days * day)], at(days * day), 8 * day)
    expect(samples.map((one) => (Date.parse(one.at) - start) / day)).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20])
  })

  it('stay few however often one looks, and the last look is always among them', () => {
    let samples: readonly Sample[] = []
    for (let minutes = 0; minutes <= 3 * 24 * 60; minutes += 7)
      samples = carried([...samples, sample(minutes * 60_000)], at(minutes * 60_000), day)
    expect(samples.length).toBeLessThanOrEqual(10)
    expect(samples.at(-1)!.at).toBe(at(Math.floor((3 * 24 * 60) / 7) * 7 * 60_000))
    expect(Date.parse(samples.at(-1)!.at) - Date.parse(samples[0]!.at)).toBeGreaterThan(day * 0.75)
  })

  it('keep the last one when nobody has looked for longer than the span', () => {
    expect(carried([sample(0), sample(hour)], at(30 * day), 7 * day)).toEqual([sample(hour)])
  })
})

describe('growth', () => {
  it.each([
    [day, 100, 100],
    [2 * day, 100, 50],
    [hour, 10, 240],
    [hour - 1, 10, null],
    [day, -100, -100],
  ])('over %i ms of %i bytes is %s a day', (ms, bytes, perDay) => {
    expect(growthSince({ at: at(0), bytes: 1_000 }, { at: at(ms), bytes: 1_000 + bytes })).toEqual({
      bytes,
      overMs: ms,
      bytesPerDay: perDay,
    })
  })
})

const mib = 1024 ** 2
const table = (name: string, totalBytes: number): TableSize => ({
  schema: 'public',
  name,
  totalBytes,
  tableBytes: totalBytes / 2,
  indexBytes: totalBytes / 4,
  toastBytes: totalBytes / 4,
  rows: 10,
  partitions: 0,
})
const observation = (more: Partial<SizeObservation>): SizeObservation => ({
  now: at(2 * day),
  database: 'funding',
  databaseBytes: 100 * mib,
  tables: [table('large', 60 * mib), table('small', 4 * mib)],
  tablesSeen: 2,
  indexes: [],
  locked: [],
  disk: { freeBytes: null, why: 'the server runs on another machine, or in a container of its own' },
  samples: [],
  ...more,
})
const free = (freeBytes: number): SizeObservation['disk'] => ({ freeBytes, why: null })
const found = (more: Partial<SizeObservation>, params: object) =>
  assessSize(observation(more), sizeParams.parse(params)).findings.map(({ fingerprint }) => fingerprint)

describe('findings', () => {
  it.each([
    ['no limits', {}, {}, []],
    ['a database at its limit', {}, { 'max-size': '100 MiB' }, []],
    ['a database over its limit', {}, { 'max-size': '99 MiB' }, ['size']],
    ['a table over its limit', {}, { 'max-table-size': '50 MiB' }, ['table-size:public.large']],
    ['growth within its limit', { samples: [sample(0, 80 * mib)] }, { 'max-growth-per-day': '10 MiB' }, []],
    ['growth over its limit', { samples: [sample(0, 80 * mib)] }, { 'max-growth-per-day': '9 MiB' }, ['growth']],
    ['growth that nobody knows yet', {}, { 'max-growth-per-day': '1 MiB' }, []],
    ['a limit that is far away', { samples: [sample(0, 80 * mib)] }, { 'max-size': '250 MiB' }, []],
    ['a limit that is near', { samples: [sample(0, 80 * mib)] }, { 'max-size': '230 MiB' }, ['full']],
    ['a disk that is full sooner', { samples: [sample(0, 80 * mib)], disk: free(130 * mib) }, { 'max-size': '250 MiB' }, ['full']],
    ['a disk with room', { samples: [sample(0, 80 * mib)], disk: free(150 * mib) }, {}, []],
    ['a database that shrinks on a full disk', { samples: [sample(0, 120 * mib)], disk: free(1) }, {}, []],
    ['an hour that says nothing about next week', { samples: [sample(2 * day - hour, 99 * mib)], disk: free(10 * mib) }, {}, []],
    ['an hour that says much about the next', { samples: [sample(2 * day - hour, 99 * mib)], disk: free(6 * mib) }, {}, ['full']],
    ['growth in a few minutes', { samples: [sample(2 * day - 60_000, 10 * mib)] }, { 'max-growth-per-day': '1 MiB' }, []],
  ])('%s', (_case, more, params, fingerprints) => expect(found(more, params)).toEqual(fingerprints))

  it('names what grew most', () => {
    const samples = [{ at: at(0), databaseBytes: 50 * mib, tables: { 'public.large': 20 * mib, 'public.small': 4 * mib } }]
    const [finding] = assessSize(observation({ samples }), sizeParams.parse({ 'max-growth-per-day': '1 MiB' })).findings
    expect(finding!.detail).toBe('It grew by 50 MiB in 2d. Most of it: public.large (40 MiB).')
  })

  it('says what fills the nearer end, and it is critical when no working day is left', () => {
    const samples = [{ at: at(0), databaseBytes: 50 * mib, tables: { 'public.large': 20 * mib } }]
    const seen = observation({ samples, disk: free(30 * mib) })
    expect(assessSize(seen, sizeParams.parse({ 'max-size': '1 GiB' })).findings).toMatchObject([
      {
        severity: 'critical',
        title: 'database funding is full in 1 day',
        detail: 'It has 30 MiB on its disk, and grows by 25 MiB a day, measured over 2d. Most of it: public.large (40 MiB).',
      },
    ])
    expect(assessSize(seen, sizeParams.parse({})).facts).toContainEqual({ label: 'days until full', value: 1.2 })
  })

  it.each([
    ['growth that nobody knows yet', {}, {}, ['growth', 'full']],
    ['growth that does not matter any more', {}, { 'max-size': '1 MiB' }, ['growth']],
    ['a disk that nobody sees, and no limit', { samples: [sample(0)] }, {}, ['full']],
    ['a limit', { samples: [sample(0)] }, { 'max-size': '1 GiB' }, []],
    ['a disk that is seen', { samples: [sample(0)], disk: free(mib) }, {}, []],
  ])('leaves findings as they were that it can not judge: %s', (_case, more, params, fingerprints) => {
    const { notLookedAt } = assessSize(observation(more), sizeParams.parse(params))
    expect(notLookedAt!.map((skipped) => skipped.fingerprints)).toEqual(fingerprints)
  })

  it('says which table was locked, and leaves its finding as it was', () => {
    expect(assessSize(observation({ locked: ['public.t'] }), sizeParams.parse({})).notLookedAt).toContainEqual({
      what: 'public.t',
      why: 'another session holds it locked',
      fingerprints: 'table-size:public.t',
    })
  })
})
