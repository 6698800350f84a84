import { describe, expect, it } from 'vitest'
import type { LockedSession } from './blocked.ts'
import { allBehind, depthOf, waitTrees } from './wait-tree.ts'
import type { WaitTree } from './wait-tree.ts'

const session = (pid: number, ...blockedBy: number[]): LockedSession => ({
  pid,
  database: 'shop',
  user: 'ann',
  application: 'app',
  state: 'active',
  transactionStart: null,
  query: null,
  blockedBy,
  waitsSince: blockedBy.length > 0 ? '2025-11-22T06:00:00.000Z' : null,
  waitsFor: blockedBy.length > 0 ? 'ShareLock' : null,
})

/** `1(2(3) 4)`: 2 and 4 wait for 1, 3 for 2. */
const drawn = (trees: readonly WaitTree[]): string =>
  trees.map(({ session: { pid }, behind }) => (behind.length > 0 ? `${pid}(${drawn(behind)})` : `${pid}`)).join(' ')

describe('who waits for whom', () => {
  it.each([
    ['nobody', [], ''],
    ['one behind another', [session(1), session(2, 1)], '1(2)'],
    ['a queue, whatever the order of pids', [session(9), session(5, 9), session(7, 5)], '9(5(7))'],
    ['several behind one', [session(1), session(2, 1), session(3, 1), session(4, 1)], '1(2 3 4)'],
    ['two trees', [session(1), session(2, 1), session(3), session(4, 3)], '1(2) 3(4)'],
    [
      'one that waits for a holder and for who stands before it: the chain at its full length',
      [session(1), session(2, 1), session(3, 1, 2)],
      '1(2(3))',
    ],
    ['one that waits for two holders stands behind the first', [session(1), session(2), session(3, 1, 2)], '1(3)'],
    ['a prepared transaction at the root', [session(0), session(4, 0), session(6, 0)], '0(4 6)'],
    ['a circle has its lowest pid at the root', [session(1, 2), session(2, 1)], '1(2)'],
    ['a circle of three with one behind it', [session(1, 2), session(2, 3), session(3, 1), session(4, 3)], '1(3(2 4))'],
    ['one that waits for itself', [session(1, 1)], '1'],
    ['a blocker that was not seen', [session(1, 99)], '1'],
    ['one that neither waits nor is waited for', [session(1)], ''],
  ])('%s', (_, sessions, expected) => {
    expect(drawn(waitTrees(sessions))).toBe(expected)
  })

  it('shows each session once, however tangled they are', () => {
    for (let seed = 1; seed <= 300; seed++) {
      // A small generator of its own: each seed gives the same tangle at each run.
      let state = seed * 2_654_435_761
      const next = (below: number): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return Math.floor((state / 2 ** 32) * below)
      }
      const size = 1 + next(12)
      const sessions = Array.from({ length: size }, (_, pid) => session(pid, ...Array.from({ length: next(4) }, () => next(size + 1))))
      const trees = waitTrees(sessions)
      const shown = trees.flatMap((tree) => [tree.session.pid, ...allBehind(tree).map(({ pid }) => pid)])
      expect(new Set(shown).size).toBe(shown.length)
      for (const { pid, blockedBy } of sessions) if (blockedBy.length > 0) expect(shown).toContain(pid)
    }
  })

  it('tells how deep a tree is', () => {
    const [tree] = waitTrees([session(1), session(2, 1), session(3, 2), session(4, 1)])
    expect(depthOf(tree!)).toBe(2)
    expect(allBehind(tree!).map(({ pid }) => pid)).toEqual([2, 3, 4])
  })
})
