import { describe, expect, it } from 'vitest'
import { assessPressure } from './stop-signals.ts'
import type { Archiver, Standby } from './stop-signals.ts'

const standby = (more: Partial<Standby>): Standby => ({ name: 'replica', state: 'streaming', lagMs: 20, behindBytes: 0, ...more })
const archiver = (more: Partial<Archiver>): Archiver => ({
  failing: false,
  ready: null,
  lastArchived: '000000010000000000000010',
  currentSegment: '000000010000000000000011',
  segmentBytes: 16 * 1024 ** 2,
  ...more,
})

describe('replication lag', () => {
  it.each([
    ['a standby that keeps up', standby({}), null],
    ['a standby just within the limit', standby({ lagMs: 5_000 }), null],
    ['a standby over the limit', standby({ lagMs: 5_001 }), 'standby replica lags 5s behind (limit 5s)'],
    ['an idle standby, of which no lag is measured', standby({ lagMs: null, behindBytes: 0 }), null],
    [
      'a standby without a measured lag that is far behind',
      standby({ lagMs: null, behindBytes: 20 * 1024 ** 2 }),
      'standby replica has an unknown lag, and 20 MiB of WAL to replay',
    ],
    [
      'a standby that has reported nothing yet',
      standby({ lagMs: null, behindBytes: null }),
      'standby replica has an unknown lag: it has not reported a position yet',
    ],
    [
      'a standby whose state the role may not see',
      standby({ state: null, lagMs: null, behindBytes: null }),
      'standby replica has an unknown lag: the role may not read pg_stat_replication (grant pg_monitor)',
    ],
    ['a base backup that is being taken', standby({ state: 'backup', lagMs: null, behindBytes: null }), null],
  ])('%s', (_case, seen, reason) => {
    expect(assessPressure({ standbys: [seen], slots: [], archiver: null })).toEqual(
      reason === null ? [] : [{ name: 'replication-lag', reason }],
    )
  })
})

describe('replication slots that nobody uses', () => {
  it('count when their consumers are far behind', () => {
    const slots = [
      { name: 'away', keptBytes: 1024 ** 3 },
      { name: 'long_away', keptBytes: 2 * 1024 ** 3 },
    ]
    expect(assessPressure({ standbys: [], slots, archiver: null })).toEqual([
      {
        name: 'replication-lag',
        reason: 'nobody uses replication slot long_away, and 2 GiB of WAL wait for its consumer (limit 1 GiB)',
      },
    ])
  })
})

describe('the WAL archive', () => {
  const unknown =
    'how much WAL waits for the archive is unknown: the server has archived no segment lately, and the role may not see what waits (grant pg_monitor)'
  it.each([
    ['one that keeps up', archiver({}), null],
    ['one that fails', archiver({ failing: true }), 'WAL archiving fails: the last attempt ended in an error'],
    ['one that has archived nothing yet of a young server', archiver({ lastArchived: null }), null],
    ['one that has archived nothing of much', archiver({ lastArchived: null, currentSegment: '000000010000000000000052' }), unknown],
    ['segments that wait, as the server has them', archiver({ ready: 65 }), '1.02 GiB of WAL wait for the archive (limit 1 GiB)'],
    ['no segment that waits, whatever was archived last', archiver({ ready: 0, currentSegment: '0000000100000001000000FF' }), null],
    ['a backlog at the limit', archiver({ currentSegment: '000000010000000000000051' }), null],
    [
      'a backlog over the limit',
      archiver({ currentSegment: '000000010000000000000052' }),
      '1.02 GiB of WAL wait for the archive (limit 1 GiB)',
    ],
    [
      'a backlog across a log file',
      archiver({ lastArchived: '0000000100000001000000FF', currentSegment: '000000010000000200000001' }),
      null,
    ],
    [
      'a history file as the last archived',
      archiver({ lastArchived: '00000002.history', currentSegment: '000000020000000000000052' }),
      unknown,
    ],
    [
      'a backup label as the last archived',
      archiver({ lastArchived: '000000010000000000000010.00000028.backup', currentSegment: '000000010000000000000052' }),
      '1.02 GiB of WAL wait for the archive (limit 1 GiB)',
    ],
  ])('%s', (_case, seen, reason) => {
    expect(assessPressure({ standbys: [], slots: [], archiver: seen })).toEqual(reason === null ? [] : [{ name: 'archive', reason }])
  })
})
