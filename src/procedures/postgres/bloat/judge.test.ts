import { describe, expect, it } from 'vitest'
import { judgeBloat } from './judge.ts'
import { neededByPast } from './past.ts'
import { noRoom } from './room.ts'

const known = { bytes: 100, neededBytes: 60, exactBytes: null, changedShare: 0 }

describe('bloat', () => {
  it.each([
    ['fresh statistics, over the limit', known, 'bloated'],
    ['fresh statistics, below it', { ...known, neededBytes: 71 }, 'fine'],
    ['on the limit', { ...known, neededBytes: 70 }, 'bloated'],
    ['no ANALYZE on record', { ...known, neededBytes: 99, changedShare: null }, 'stale'],
    ['many changes since, over the limit', { ...known, changedShare: 0.05 }, 'stale'],
    ['many changes since, which could lift it over the limit', { ...known, neededBytes: 80, changedShare: 0.11 }, 'stale'],
    ['many changes since, which could not', { ...known, neededBytes: 90, changedShare: 0.15 }, 'fine'],
    ['statistics that are fresh and lack a column', { ...known, neededBytes: null }, 'unknown'],
    ['statistics that are old and lack a column', { ...known, neededBytes: null, changedShare: 0.5 }, 'stale'],
    ['what pgstattuple finds, against the estimate', { ...known, exactBytes: 95 }, 'fine'],
    ['what pgstattuple finds, without statistics', { ...known, neededBytes: null, exactBytes: 5, changedShare: null }, 'bloated'],
    ['an empty one', { ...known, bytes: 0, neededBytes: 0 }, 'fine'],
  ])('of %s is %j: %s', (_case, measured, judgement) => expect(judgeBloat(measured, 0.3)).toBe(judgement))
})

describe('the size after the last rewrite', () => {
  const past = { name: 'public.i', definition: 'x', bytes: 1_000, rows: 100 }
  it('grows with the rows', () => expect(neededByPast(past, { definition: 'x', rows: 250 })).toBe(2_500))
  it.each([
    ['of another definition', past, { definition: 'y', rows: 100 }],
    ['of no rows', { ...past, rows: 0 }, { definition: 'x', rows: 100 }],
    ['of rows that nobody has counted since', past, { definition: 'x', rows: -1 }],
    ['of nothing', undefined, { definition: 'x', rows: 100 }],
  ])('%s says nothing', (_case, before, now) => expect(neededByPast(before, now)).toBeNull())
})

describe('room', () => {
  const room = (freeBytes: number | null) => ({ freeBytes, why: freeBytes === null ? 'it is far away' : null })
  it.each([
    [10, room(10), undefined],
    [10, room(null), 10],
    [10, room(20), 10],
  ])('%i bytes fit into %j with %s allowed', (need, free, allowed) => expect(noRoom(need, free, allowed)).toBeNull())
  it.each([
    [10, room(9), undefined, "it needs up to 10 B on the server's disk, and 9 B are free"],
    [10, room(9), 100, "it needs up to 10 B on the server's disk, and 9 B are free"],
    [10, room(20), 9, "it needs up to 10 B on the server's disk, and the task allows 9 B"],
    [10, room(null), 9, "it needs up to 10 B on the server's disk, and the task allows 9 B"],
    [10, room(null), undefined, "it needs up to 10 B on the server's disk, and what is free there is not known: it is far away"],
  ])('%i bytes do not fit into %j with %s allowed', (need, free, allowed, why) => expect(noRoom(need, free, allowed)!.why).toBe(why))
})
