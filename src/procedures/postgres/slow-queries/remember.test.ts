import { describe, expect, it } from 'vitest'
import { isSlower } from './judge.ts'
import type { ShownUse, SlowQueriesObservation } from './observation.ts'
import { slowQueriesParams } from './params.ts'
import { heldTo, nothingKnown, remember } from './remember.ts'
import type { Memory } from './remember.ts'
import { keep, usesSince } from './since.ts'
import type { Counter } from './counters.ts'

const params = slowQueriesParams.parse({})
const dayMs = 86_400_000
const begin = Date.parse('2025-11-22T06:00:00.000Z')
const onDay = (day: number): string => new Date(begin + day * dayMs).toISOString()

const start: Counter = { id: '42', calls: 1_000, totalMs: 10_000, rows: 0, nested: false }

/** One look a day at a statement with 1,000 calls of 10 ms behind it: how often it is called that day, and how long each call takes. */
function days(...behaviour: readonly (readonly [calls: number, meanMs: number])[]) {
  let counter = start
  let previous: SlowQueriesObservation = look(0, nothingKnown, [], counter)
  const shown: { slower: boolean; memory: Memory }[] = []
  for (const [index, [calls, meanMs]] of behaviour.entries()) {
    const memory = remember(previous, params, onDay(index + 1))
    counter = { ...counter, calls: counter.calls + calls, totalMs: counter.totalMs + calls * meanMs }
    const uses = usesSince([counter], previous.counted, false).map((use) => ({ ...heldTo(memory, use), text: 'select $1' }))
    shown.push({ slower: uses.some((use) => isSlower(use, params)), memory })
    previous = look(index + 1, memory, uses, counter)
  }
  return shown
}

const look = (day: number, memory: Memory, uses: readonly ShownUse[], counter: Counter): SlowQueriesObservation => ({
  now: onDay(day),
  database: 'shop',
  extension: { name: 'pg_stat_statements', installed: { schema: 'public', version: '1.10' }, available: true },
  loaded: true,
  switchedOff: [],
  ...memory,
  counted: {
    info: { since: null, evictions: 0, maxEntries: 5_000 },
    since: null,
    basis: 'last look',
    statements: 1,
    hidden: 0,
    calls: 1_000,
    totalMs: 10_000,
    evicted: 0,
    uses,
    ...keep([counter]),
  },
})
const repeat = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value)

describe('a statement that got slower', () => {
  it('stays found while it is slow, though its own average rises to its new pace', () => {
    const shown = days(...repeat(20, [1_000, 30] as const))
    expect(shown.map(({ slower }) => slower)).toEqual(repeat(20, true))
    expect(shown.at(-1)!.memory.open['slower:42']).toEqual({
      since: onDay(1),
      seenAt: onDay(19),
      before: { calls: 1_000, meanMs: 10 },
    })
  })

  it('is cured when it takes less than twice its time from before', () => {
    const shown = days([1_000, 30], [1_000, 20], [1_000, 19], [1_000, 10])
    expect(shown.map(({ slower }) => slower)).toEqual([true, true, false, false])
    expect(shown.at(-1)!.memory).toEqual(nothingKnown)
  })

  it('is held to its new pace after four weeks, and found again when it gets slower than that', () => {
    const shown = days(...repeat(40, [1_000, 30] as const), [1_000, 61])
    expect(shown.map(({ slower }) => slower)).toEqual([...repeat(28, true), ...repeat(12, false), true])
    const given = shown.filter(({ memory }) => Object.keys(memory.givenUp).length > 0)
    expect(given).toEqual([shown[28]])
    expect(given[0]!.memory).toMatchObject({ open: {}, givenUp: { 'slower:42': 'new pace' } })
  })

  it('does not come back after four weeks because many quick calls lie behind it', () => {
    const shown = days(...repeat(40, [10, 40] as const))
    expect(shown.slice(28).map(({ slower }) => slower)).toEqual(repeat(12, false))
    expect(shown.at(-1)!.memory.paces).toEqual({ 42: { calls: 10, meanMs: 40, at: onDay(29) } })
  })

  it('stays open while it is hardly called, for a week', () => {
    const shown = days([1_000, 30], ...repeat(9, [3, 1] as const))
    expect(shown.map(({ memory }) => 'slower:42' in memory.open)).toEqual([false, ...repeat(6, true), false, false, false])
    expect(shown.flatMap(({ memory }) => Object.entries(memory.givenUp))).toEqual([['slower:42', 'not called']])
  })
})

it('a slow statement that is no slower than before compares with nothing', () => {
  const slow = look(0, nothingKnown, [{ ...usesSince([start], null, false)[0]!, meanMs: 900, text: 'select $1' }], start)
  expect(remember(slow, params, onDay(1)).open).toEqual({ 'slow:42': { since: onDay(0), seenAt: onDay(0), before: null } })
})

it('knows nothing at the first look', () => {
  expect(remember(null, params, onDay(0))).toEqual(nothingKnown)
})
