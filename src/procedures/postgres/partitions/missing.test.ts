import { describe, expect, it } from 'vitest'
import { missingIn, mostPieces, uncovered } from './missing.ts'
import type { Range } from './missing.ts'
import type { Calendar } from './period.ts'

const moment = (day: string): string => new Date(`${day}T00:00:00Z`).toISOString()
const span = (from: string, to: string): { from: string; to: string } => ({ from: moment(from), to: moment(to) })
const shown = (spans: readonly { from: string; to: string }[]): readonly string[] =>
  spans.map(({ from, to }) => `${from.slice(0, 10)} ${to.slice(0, 10)}`)
const monthly: Calendar = { every: 'month', timezone: 'UTC', columnType: 'timestamptz' }

describe('what has no place', () => {
  const wanted = span('2025-01-01', '2025-04-01')
  it.each<[string, Range[], string[]]>([
    ['all of it', [], ['2025-01-01 2025-04-01']],
    ['all of it, beside others', [span('2024-12-01', '2025-01-01'), span('2025-04-01', '2025-05-01')], ['2025-01-01 2025-04-01']],
    ['nothing', [span('2025-01-01', '2025-02-01'), span('2025-02-01', '2025-04-01')], []],
    ['nothing under one without limits', [{ from: null, to: null }], []],
    [
      'the middle',
      [
        { from: null, to: moment('2025-02-01') },
        { from: moment('2025-03-01'), to: null },
      ],
      ['2025-02-01 2025-03-01'],
    ],
    ['two ends', [span('2025-01-15', '2025-03-15')], ['2025-01-01 2025-01-15', '2025-03-15 2025-04-01']],
  ])('%s', (_, ranges, expected) => {
    expect(shown(uncovered(wanted, ranges))).toEqual(expected)
    expect(shown(uncovered(wanted, ranges.toReversed()))).toEqual(expected)
  })
})

describe('what is missing', () => {
  const missing = (ranges: readonly Range[], wanted = span('2025-06-01', '2025-08-01')) => {
    const { pieces, gaps, wide } = missingIn(wanted, ranges, monthly)
    return { pieces: shown(pieces), gaps: shown(gaps), wide: shown(wide), whole: pieces.map(({ whole }) => whole) }
  }

  it('is what is wanted, period by period', () => {
    expect(missing([])).toEqual({ pieces: ['2025-06-01 2025-07-01', '2025-07-01 2025-08-01'], gaps: [], wide: [], whole: [true, true] })
  })

  it('is also what lies between partitions, and between them and what is wanted', () => {
    expect(missing([span('2025-01-01', '2025-02-01'), span('2025-03-01', '2025-05-01'), span('2025-06-01', '2025-08-01')])).toEqual({
      pieces: ['2025-02-01 2025-03-01', '2025-05-01 2025-06-01'],
      gaps: ['2025-02-01 2025-03-01', '2025-05-01 2025-06-01'],
      wide: [],
      whole: [true, true],
    })
  })

  it('is cut to what others leave of a period', () => {
    expect(missing([span('2025-05-10', '2025-06-20')])).toEqual({
      pieces: ['2025-06-20 2025-07-01', '2025-07-01 2025-08-01'],
      gaps: [],
      wide: [],
      whole: [false, true],
    })
  })

  it('is not what comes before the first partition, nor filled where it is too wide', () => {
    const found = missing([span('1970-01-01', '1970-02-01'), span('2025-06-01', '2025-08-01')])
    expect(found).toEqual({ pieces: [], gaps: [], wide: ['1970-02-01 2025-06-01'], whole: [] })
    const daily = missingIn(span('2025-06-01', '2025-06-02'), [span('2025-01-01', '2025-01-02')], { ...monthly, every: 'day' })
    expect(daily.pieces.length).toBeLessThanOrEqual(mostPieces)
    expect(daily.gaps).toHaveLength(1)
  })
})
