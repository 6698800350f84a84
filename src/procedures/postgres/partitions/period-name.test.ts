import { describe, expect, it } from 'vitest'
import { inferPattern, nameOf, nameProblem } from './period-name.ts'
import type { Every } from './period.ts'

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)

it('names have the beginning of the period in them', () => {
  expect(nameOf('{table}_{yyyy}_{mm}_{dd}', 'trades', at('2025-01-09'))).toBe('trades_2025_01_09')
  expect(nameOf('t{yyyy}q{q}', 'trades', at('2025-10-01'))).toBe('t2025q4')
  // The days around the new year belong to the year of their week.
  expect(nameOf('w{iyyy}_{iw}', 'trades', at('2024-12-30'))).toBe('w2025_01')
  expect(nameOf('w{iyyy}_{iw}', 'trades', at('2027-01-01'))).toBe('w2026_53')
})

it.each<[string, Every, string | null]>([
  ['{table}_{yyyy}_{mm}', 'month', null],
  ['{table}_{yyyy}_{mm}', 'day', 'it would give several days one name: expected {yyyy}, {mm}, {dd} in it'],
  ['{table}_{iyyy}w{iw}', 'week', null],
  ['{table}_{q}', 'quarter', 'it would give several quarters one name: expected {yyyy}, {q}, or {yyyy}, {mm} in it'],
  ['{table}_{year}', 'year', '{year} is not a part of a name: expected {table}, {yyyy}, {q}, {mm}, {dd}, {hh}, {iyyy} or {iw}'],
])('the pattern %s for each %s: %s', (pattern, every, problem) => expect(nameProblem(pattern, every)).toBe(problem))

describe('the pattern of the partitions that there are', () => {
  const named = (...names: readonly [string, string][]) => names.map(([name, day]) => ({ name, wallMs: at(day) }))
  it.each<[Every, ReturnType<typeof named>, string | null]>([
    ['month', named(['trades_p2025_01', '2025-01-01'], ['trades_p2025_02', '2025-02-01']), 'trades_p{yyyy}_{mm}'],
    ['month', named(['trades_20250101', '2025-01-01'], ['trades_20250201', '2025-02-01']), 'trades_{yyyy}{mm}{dd}'],
    ['day', named(['2025-01-31 🐘', '2025-01-31']), '{yyyy}-{mm}-{dd} 🐘'],
    ['week', named(['t_2025w01', '2024-12-30'], ['t_2025w02', '2025-01-06']), 't_{iyyy}w{iw}'],
    ['quarter', named(['t_2025_q2', '2025-04-01']), 't_{yyyy}_q{q}'],
    // The table's own name may look like a date.
    ['year', named(['orders_2025_2025', '2025-01-01'], ['orders_2025_2026', '2026-01-01']), 'orders_2025_{yyyy}'],
    ['month', named(['trades_p2025_01', '2025-01-01'], ['by_hand', '2025-02-01']), null],
    ['month', named(['a', '2025-01-01']), null],
    ['month', [], null],
  ])('of each %s, %j: %s', (every, partitions, pattern) => expect(inferPattern(every, partitions)).toBe(pattern))
})
