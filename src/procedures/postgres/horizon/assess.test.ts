import { describe, expect, it } from 'vitest'
import { assessHorizon } from './assess.ts'
import type { HorizonObservation } from './observation.ts'
import { horizonParams } from './params.ts'
import type { SlotSeen } from './slots.ts'

const now = '2025-11-22T06:00:00.000Z'
const ago = (seconds: number): string => new Date(Date.parse(now) - seconds * 1000).toISOString()

const healthy: HorizonObservation = {
  now,
  database: 'shop',
  seesAll: true,
  ids: {
    databases: [{ name: 'shop', age: 1_000, multixactAge: 5 }],
    tables: [],
    freezeMaxAge: 200_000_000,
    multixactFreezeMaxAge: 400_000_000,
  },
  holders: [],
  sessions: [],
  prepared: [],
  slots: { slots: [], keepAtMostBytes: null },
  standbys: [],
  recovery: null,
  connections: { used: 10, max: 100, reserved: 3, by: [] },
  sequences: { fullest: [], seen: 0, unread: 0, failure: null },
  locks: { sessions: [], waiting: 0 },
}

const session = (more: Partial<HorizonObservation['sessions'][number]>): HorizonObservation['sessions'][number] => ({
  pid: 4711,
  database: 'shop',
  user: 'ann',
  application: 'psql',
  state: 'active',
  transactionStart: ago(20),
  stateStart: ago(20),
  waitsFor: null,
  query: 'select $1',
  ...more,
})
const slot = (more: Partial<SlotSeen>): HorizonObservation => ({
  ...healthy,
  slots: {
    keepAtMostBytes: 10 * 1024 ** 3,
    slots: [
      {
        name: 'replica',
        type: 'physical',
        database: null,
        active: true,
        inactiveSince: null,
        behindBytes: 0,
        walStatus: 'reserved',
        xminAge: null,
        ...more,
      },
    ],
  },
})
const table = { schema: 'public', name: 'trades', bytes: 8192, inToast: false, temporary: false, inVacuum: false }
const ids = (age: number, multixactAge = 5): HorizonObservation => ({
  ...healthy,
  ids: { ...healthy.ids, databases: [{ name: 'shop', age, multixactAge }], tables: [{ ...table, age, multixactAge }] },
})
const sequence = (usedPercent: number): HorizonObservation => ({
  ...healthy,
  sequences: {
    ...healthy.sequences,
    fullest: [{ schema: 'public', name: 'Odd "seq"', last: '9', limit: '10', column: null, columnType: null, usedPercent }],
  },
})
const standby = (more: Partial<HorizonObservation['standbys'][number]>): HorizonObservation => ({
  ...healthy,
  standbys: [{ name: 'replica', state: 'streaming', lagMs: 100, behindBytes: 0, xminAge: null, ...more }],
})
const recovery = (more: Partial<NonNullable<HorizonObservation['recovery']>>): HorizonObservation => ({
  ...healthy,
  recovery: { streams: true, shouldStream: true, paused: false, lastReplayed: ago(3_600), startedAt: ago(90_000), caughtUp: true, ...more },
})

const judged = (seen: HorizonObservation, params: object = {}): readonly string[] =>
  assessHorizon(seen, horizonParams.parse(params)).findings.map(({ severity, fingerprint }) => `${severity} ${fingerprint}`)

describe('what horizon makes of what it saw', () => {
  it.each<[string, HorizonObservation, readonly string[], object?]>([
    ['nothing wrong', healthy, []],
    ['ids just below the limit', ids(179_999_999), []],
    ['ids at 90 % of the limit', ids(180_000_000), ['warning transaction-age:shop']],
    ['the limit is a parameter', ids(180_000_000), [], { 'freeze-age-warn': 95 }],
    ['ids at 1.3 billion', ids(1_300_000_000), ['critical transaction-age:shop']],
    [
      '1.3 billion is critical whatever the limit of the server',
      { ...ids(1_300_000_000), ids: { ...ids(1_300_000_000).ids, freezeMaxAge: 2_000_000_000 } },
      ['critical transaction-age:shop'],
    ],
    ['multixact ids', ids(1_000, 360_000_000), ['warning multixact-age:shop']],
    ['a short statement', { ...healthy, sessions: [session({})] }, []],
    [
      'a long statement',
      { ...healthy, sessions: [session({ transactionStart: ago(300), stateStart: ago(300) })] },
      ['warning session-active:shop:ann:psql'],
    ],
    [
      'sessions of the same name are one finding',
      { ...healthy, sessions: [1, 2, 3].map((pid) => session({ pid, transactionStart: ago(300 + pid), stateStart: ago(300 + pid) })) },
      ['warning session-active:shop:ann:psql'],
    ],
    [
      'an application that may take its time',
      { ...healthy, sessions: [session({ application: 'pg_dump', transactionStart: ago(9_000), stateStart: ago(9_000) })] },
      [],
      { 'ignore-applications': ['pg_*'] },
    ],
    [
      'idle in a transaction',
      { ...healthy, sessions: [session({ state: 'idle in transaction', stateStart: ago(60), transactionStart: ago(70) })] },
      ['warning session-idle:shop:ann:psql'],
    ],
    [
      'idle in an aborted one, of nobody in particular',
      { ...healthy, sessions: [session({ state: 'idle in transaction (aborted)', stateStart: ago(60), user: null, application: '' })] },
      ['warning session-idle:shop:-:-'],
    ],
    [
      'a long transaction of short statements',
      { ...healthy, sessions: [session({ transactionStart: ago(1_800), stateStart: ago(1) })] },
      ['warning session-transaction:shop:ann:psql'],
    ],
    [
      'prepared transactions: a fresh one and one left lying',
      {
        ...healthy,
        prepared: [
          { gid: "it's", database: 'shop', owner: 'ann', preparedAt: ago(300), age: 7 },
          { gid: 'new', database: 'shop', owner: 'ann', preparedAt: ago(299), age: 7 },
        ],
      },
      ["warning prepared:shop:it's"],
    ],
    ['a slot at work', slot({}), []],
    ['a slot that nobody uses, on a server that does not say since when', slot({ active: false }), ['warning slot-inactive:replica']],
    ['a slot that nobody has used for a moment', slot({ active: false, inactiveSince: ago(299) }), []],
    ['a slot that nobody has used for long', slot({ active: false, inactiveSince: ago(300) }), ['warning slot-inactive:replica']],
    ['a slot that was never used keeps nothing', slot({ active: false, behindBytes: null, walStatus: null }), []],
    ['a slot far behind', slot({ behindBytes: 1024 ** 3 }), ['warning slot-behind:replica']],
    ['a slot about to be lost', slot({ behindBytes: 11 * 1024 ** 3, walStatus: 'unreserved' }), ['critical slot-behind:replica']],
    ['a lost slot', slot({ active: false, behindBytes: null, walStatus: 'lost' }), ['critical slot-lost:replica']],
    ['a slot that keeps dead rows', slot({ xminAge: 1_000_000 }), ['warning slot-xmin:replica']],
    ['slots without a limit', { ...slot({}), slots: { ...slot({}).slots, keepAtMostBytes: null } }, ['info slots-unlimited']],
    ['a standby that keeps up', standby({}), []],
    ['a standby that lags', standby({ lagMs: 30_000, behindBytes: 5_000 }), ['warning standby-lag:replica']],
    ['an idle standby has no lag', standby({ lagMs: null, behindBytes: 1024 ** 2 }), []],
    ['an unknown lag with much to replay', standby({ lagMs: null, behindBytes: 1024 ** 2 + 1 }), ['warning standby-lag:replica']],
    ['an unknown position', standby({ state: 'catchup', lagMs: null, behindBytes: null }), ['warning standby-lag:replica']],
    ['a standby that may not be seen', standby({ state: null, lagMs: null, behindBytes: null }), []],
    ['a standby whose queries keep dead rows', standby({ xminAge: 2_000_000 }), ['warning standby-xmin:replica']],
    ['a standby that has replayed all there is, of an idle primary', recovery({}), []],
    ['a standby that replays too late', recovery({ caughtUp: false }), ['warning replay-lag']],
    ['a standby that lost its primary', recovery({ streams: false }), ['critical not-streaming']],
    ['a standby that lost its primary a moment ago', recovery({ streams: false, lastReplayed: ago(5) }), []],
    [
      'a standby that has replayed nothing since it started without a primary',
      recovery({ streams: false, lastReplayed: null }),
      ['critical not-streaming'],
    ],
    ['a standby that has only just started', recovery({ streams: false, lastReplayed: null, startedAt: ago(3) }), []],
    ['a standby that reads from an archive', recovery({ streams: false, shouldStream: false }), []],
    ['a standby of which nobody may see whether it should stream', recovery({ streams: false, shouldStream: null }), []],
    ['a paused replay', recovery({ paused: true }), ['warning replay-paused']],
    ['connections at 80 %', { ...healthy, connections: { used: 80, max: 100, reserved: 3, by: [] } }, ['warning connections']],
    [
      'connections at 92 %, of which hardly any is left',
      { ...healthy, connections: { used: 92, max: 100, reserved: 4, by: [] } },
      ['critical connections'],
    ],
    [
      'few connections, and none left but those for superusers',
      { ...healthy, connections: { used: 13, max: 20, reserved: 7, by: [] } },
      ['critical connections'],
    ],
    ['a sequence below the limit', sequence(84.9), []],
    ['a sequence near its end', sequence(85), ['warning sequence:public."Odd ""seq"""']],
    ['a sequence at its end', sequence(95), ['critical sequence:public."Odd ""seq"""']],
  ])('%s', (_, seen, expected, params = {}) => {
    expect(judged(seen, params)).toEqual(expected)
  })

  it('does not tell what it could not see as if it were nothing', () => {
    const told = (seen: HorizonObservation, label: string) =>
      assessHorizon(seen, horizonParams.parse({})).facts!.find((fact) => fact.label === label)!.value
    const unread = { fullest: [], seen: 1, unread: 1, failure: null }
    expect(told(healthy, 'fullest sequence')).toBe(0)
    expect(told({ ...healthy, sequences: unread }, 'fullest sequence')).toBeNull()
    expect(told(healthy, 'horizon held back by')).toBe('nobody')
    expect(told({ ...healthy, seesAll: false }, 'horizon held back by')).toBeNull()
  })

  it('names the cure of old ids in its order: who holds the horizon, then the tables', () => {
    const holder = {
      kind: 'prepared',
      name: 'left-1',
      pid: null,
      state: 'prepared by ann',
      since: ago(86_400),
      xmin: '700',
      age: 190_000_000,
    } as const
    const young = { kind: 'session', name: 'app of ann', pid: 7, state: 'active', since: ago(1), xmin: '190000000', age: 10 } as const
    const seen = { ...ids(195_000_000), holders: [holder, young] }
    const [finding] = assessHorizon(seen, horizonParams.parse({})).findings
    expect(finding!.hint).toBe(
      'commit or roll back prepared transaction left-1 (prepared by ann for 1d), then run VACUUM "public"."trades"; neither single-user mode nor VACUUM FULL.',
    )
    expect(finding!.detail).toContain('public.trades: 195,000,000 back')
  })

  it('sends to the sessions that own them when temporary tables are the oldest', () => {
    const seen = ids(195_000_000)
    const temporary = { ...seen, ids: { ...seen.ids, tables: [{ ...seen.ids.tables[0]!, temporary: true }] } }
    expect(assessHorizon(temporary, horizonParams.parse({})).findings[0]!.hint).toBe(
      'end the sessions that own the temporary tables; neither single-user mode nor VACUUM FULL.',
    )
  })

  it('leaves what it could not see open', () => {
    const unseen = assessHorizon(
      { ...standby({ state: null }), seesAll: false, sequences: { fullest: [], seen: 5, unread: 2, failure: null } },
      horizonParams.parse({}),
    )
    expect(unseen.notLookedAt!.map(({ what, fingerprints }) => `${what}: ${fingerprints}`)).toEqual([
      'sessions of other roles: session-',
      'how far standbys are behind: standby-',
      '2 of 5 sequences: sequence:',
    ])
  })
})

describe('sessions that wait for locks', () => {
  const locked = (
    pid: number,
    more: Partial<HorizonObservation['locks']['sessions'][number]>,
  ): HorizonObservation['locks']['sessions'][number] => ({
    pid,
    database: 'shop',
    user: 'ann',
    application: 'app',
    state: 'active',
    transactionStart: ago(120),
    query: 'update trades set price = $1',
    blockedBy: [],
    waitsSince: null,
    waitsFor: null,
    ...more,
  })
  const seen: HorizonObservation = {
    ...healthy,
    locks: {
      waiting: 2,
      sessions: [
        locked(30, { application: 'psql', state: 'idle in transaction' }),
        locked(20, {
          blockedBy: [30],
          waitsSince: ago(90),
          waitsFor: 'AccessExclusiveLock on public.trades',
          query: 'alter table trades add x int',
        }),
        locked(10, {
          blockedBy: [20, 30],
          waitsSince: ago(5),
          waitsFor: 'AccessShareLock on public.trades',
          query: 'select $1 from trades',
        }),
      ],
    },
  }

  it('are one finding for who stands at the root, with the tree', () => {
    const [finding, ...others] = assessHorizon(seen, horizonParams.parse({})).findings
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      fingerprint: 'blocked-by:shop:ann:psql',
      severity: 'warning',
      title: 'psql of ann in shop keeps 2 sessions waiting for locks',
    })
    expect(finding!.detail!.split('\n')).toEqual([
      'The longest has waited for 1m 30s; up to 2 stand one behind the other.',
      'pid 30 (psql, user ann), idle in transaction, in a transaction for 2m: update trades set price = $1',
      '  pid 20 (app, user ann), waits 1m 30s for AccessExclusiveLock on public.trades: alter table trades add x int',
      '    pid 10 (app, user ann), waits 5s for AccessShareLock on public.trades, behind 20, 30: select $1 from trades',
    ])
    expect(finding!.hint).toContain('pg_terminate_backend(30)')
  })

  it('are no finding while nobody has waited for long', () => {
    expect(judged(seen, { blocked: '2m' })).toEqual([])
  })

  it('do not ask to end autovacuum when it is at the root', () => {
    const [, waiting] = seen.locks.sessions
    const autovacuum = locked(7, { user: null, application: 'autovacuum', query: 'autovacuum: VACUUM public.t (to prevent wraparound)' })
    const [finding] = assessHorizon(
      { ...healthy, locks: { waiting: 1, sessions: [autovacuum, { ...waiting!, blockedBy: [7] }] } },
      horizonParams.parse({}),
    ).findings
    expect(finding).toMatchObject({
      title: 'autovacuum of the server in shop keeps a session waiting for locks',
      hint: expect.stringMatching(/^let it finish/) as string,
    })
  })

  it('say so when a prepared transaction is at the root', () => {
    const [, waiting] = seen.locks.sessions
    const prepared = {
      ...healthy,
      locks: { waiting: 1, sessions: [locked(0, { user: null, application: null, state: null }), { ...waiting!, blockedBy: [0] }] },
    }
    expect(judged(prepared)).toEqual(['warning blocked-by:prepared'])
  })
})
