import { describe, expect, it } from 'vitest'
import { assessCheck } from './assess.ts'
import type { CheckObservation, SessionSeen } from './observation.ts'
import { checkParams } from './params.ts'
import { supportOf } from './versions.ts'

const session = (more: Partial<SessionSeen>): SessionSeen => ({
  pid: 11,
  user: 'ann',
  application: 'api',
  database: 'funding',
  state: 'active',
  since: '2025-11-22T11:50:00.000Z',
  query: 'select …',
  ...more,
})
const observation = (more: Partial<CheckObservation>): CheckObservation => ({
  now: '2025-11-22T12:00:00.000Z',
  version: 180_000,
  versionText: '18.0',
  standby: false,
  startedAt: '2025-11-01T00:00:00.000Z',
  roundTripMs: 0.4,
  connections: { used: 10, max: 100, reserved: 3, by: [] },
  settings: { fsync: 'on', full_page_writes: 'on', autovacuum: 'on' },
  checksumFailures: [],
  invalidIndexes: [],
  ids: {
    databases: [{ name: 'funding', age: 1_000, multixactAge: 10 }],
    oldestTables: [],
    freezeMaxAge: 200_000_000,
    multixactFreezeMaxAge: 400_000_000,
  },
  sessions: [],
  seesAll: true,
  ...more,
})
const found = (more: Partial<CheckObservation>, params: object = {}): readonly string[] =>
  assessCheck(observation(more), checkParams.parse(params)).findings.map(({ fingerprint, severity }) => `${severity} ${fingerprint}`)
const aged = (age: number, multixactAge = 10): Partial<CheckObservation> => ({
  ids: { ...observation({}).ids, databases: [{ name: 'funding', age, multixactAge }] },
})

describe('a server in good order', () => {
  it('has facts and no findings', () => {
    const { findings, facts, steps, notLookedAt } = assessCheck(observation({}), checkParams.parse({}))
    expect({ findings, steps, notLookedAt }).toEqual({ findings: [], steps: [], notLookedAt: [] })
    expect(facts).toContainEqual({ label: 'connections', value: '10 of 100' })
  })
})

describe('a server in trouble', () => {
  it.each([
    ['connections just below the limit', { connections: { used: 79, max: 100, reserved: 3, by: [] } }, []],
    ['connections at the limit', { connections: { used: 80, max: 100, reserved: 3, by: [] } }, ['warning connections']],
    ['no connection left but those for superusers', { connections: { used: 13, max: 20, reserved: 7, by: [] } }, ['critical connections']],
    ['hardly a connection left', { connections: { used: 95, max: 100, reserved: 3, by: [] } }, ['critical connections']],
    ['fsync off', { settings: { fsync: 'off' } }, ['critical setting:fsync']],
    ['autovacuum off', { settings: { autovacuum: 'off' } }, ['critical setting:autovacuum']],
    ['damaged pages ignored', { settings: { ignore_checksum_failure: 'on' } }, ['critical setting:ignore_checksum_failure']],
    ['damaged pages seen', { checksumFailures: [{ database: 'funding', count: 2, last: null }] }, ['critical checksum:funding']],
    [
      'an invalid index',
      { invalidIndexes: [{ schema: 'public', name: 'Odd', table: 'public.t' }] },
      ['warning invalid-index:public."Odd"'],
    ],
    ['ids just below 90 % of the freeze age', aged(179_999_999), []],
    ['ids at 90 % of the freeze age', aged(180_000_000), ['warning transaction-age:funding']],
    ['ids at 1.3 billion', aged(1_300_000_000), ['critical transaction-age:funding']],
    ['multixact ids at 90 % of their freeze age', aged(1_000, 360_000_000), ['warning multixact-age:funding']],
    ['a version without fixes', { version: 130_014, versionText: '13.14' }, ['critical version']],
    ['a statement for long', { sessions: [session({})] }, ['warning long-statement:api of ann']],
    ['a statement that is not yet long', { sessions: [session({ since: '2025-11-22T11:55:01.000Z' })] }, []],
    [
      'a session that idles in a transaction',
      { sessions: [session({ state: 'idle in transaction', since: '2025-11-22T11:58:59.000Z' })] },
      ['warning idle-in-transaction:api of ann'],
    ],
    ['one that has not idled for long', { sessions: [session({ state: 'idle in transaction', since: '2025-11-22T11:59:01.000Z' })] }, []],
    ['an application without a name', { sessions: [session({ application: '' })] }, ['warning long-statement:unnamed of ann']],
  ])('%s: %j', (_case, more, fingerprints) => expect(found(more)).toEqual(fingerprints))

  it('is one finding for an application, however many sessions it has', () => {
    expect(found({ sessions: [1, 2, 3].map((pid) => session({ pid })) })).toEqual(['warning long-statement:api of ann'])
  })

  it('lets those take their time that the task names', () => {
    expect(found({ sessions: [session({ application: 'pg_dump' })] }, { 'ignore-applications': ['pg_*'] })).toEqual([])
  })

  it('is not taken for fine where the role may not look', () => {
    const { notLookedAt } = assessCheck(observation({ seesAll: false, checksumFailures: null }), checkParams.parse({}))
    expect(notLookedAt!.map(({ fingerprints }) => fingerprints)).toEqual(['idle-in-transaction:', 'long-statement:', 'checksum:'])
  })
})

it('does not take a version for supported that is newer than this Upkeep', () => {
  const { notLookedAt } = assessCheck(observation({ version: 190_000 }), checkParams.parse({}))
  expect(notLookedAt).toEqual([
    { what: 'until when PostgreSQL 19 gets fixes', why: 'this Upkeep is older than that version', fingerprints: 'version' },
  ])
})

describe('the support of a version', () => {
  it.each([
    [17, '2025-11-22T00:00:00Z', 'supported'],
    [14, '2026-05-15T00:00:00Z', 'supported'],
    [14, '2026-05-17T00:00:00Z', 'ending'],
    [14, '2026-11-12T23:59:59Z', 'ending'],
    [14, '2026-11-13T00:00:00Z', 'ended'],
    [9, '2025-11-22T00:00:00Z', 'ended'],
    [19, '2027-01-01T00:00:00Z', 'unknown'],
  ])('of %i at %s is %s', (major, at, state) => expect(supportOf(major, at).state).toBe(state))
})
