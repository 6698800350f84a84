import { describe, expect, it } from 'vitest'
import { assessAccess } from './assess.ts'
import type { PublicGrants } from './grants.ts'
import type { HbaRule } from './hba.ts'
import type { AccessObservation } from './observation.ts'
import { accessParams } from './params.ts'
import type { RoleSeen } from './roles.ts'
import { signsSince } from './signs.ts'

const now = '2025-11-22T06:00:00.000Z'
const inDays = (days: number): string => new Date(Date.parse(now) + days * 86_400_000).toISOString()

const role = (more: Partial<RoleSeen>): RoleSeen => ({
  name: 'app',
  login: true,
  superuser: false,
  bootstrap: false,
  createRole: false,
  replication: false,
  bypassRls: false,
  validUntil: inDays(300),
  becomes: [],
  machine: [],
  connectedNow: true,
  ...more,
})
const nothing: PublicGrants = { schemas: [], database: false, relations: [], future: [] }
const seen = (roles: readonly RoleSeen[], more: Partial<AccessObservation> = {}): AccessObservation => ({
  now,
  major: 15,
  database: 'shop',
  roles,
  passwords: Object.fromEntries(roles.map(({ name }) => [name, 'scram'])),
  signs: signsSince(null, roles, now),
  looks: 1,
  watchedSince: now,
  grants: nothing,
  hba: { rules: 1, weak: [] },
  ...more,
})
const judged = (observation: AccessObservation, params: object = {}): readonly string[] =>
  assessAccess(observation, accessParams.parse(params)).findings.map(({ severity, fingerprint }) => `${severity} ${fingerprint}`)

describe('roles', () => {
  it.each<[string, Partial<RoleSeen>, readonly string[], object?, number?]>([
    ['an ordinary one', {}, []],
    [
      'the superuser that the cluster was made with',
      { superuser: true, bootstrap: true, createRole: true, replication: true, bypassRls: true },
      [],
    ],
    ['another superuser', { superuser: true, createRole: true }, ['warning superuser:app']],
    ['one that may be a superuser', { superuser: true }, [], { superusers: ['other', 'a*'] }],
    ['a superuser that can not sign in', { superuser: true, login: false }, ['warning superuser:app']],
    ['one that can become a superuser', { becomes: ['boss'] }, ['warning can-become-superuser:app']],
    ['one that may become a superuser', { becomes: ['boss'] }, [], { superusers: ['app'] }],
    ['a group whose members can become one is told of its members', { becomes: ['boss'], login: false }, []],
    ['REPLICATION', { replication: true }, ['info privileged:app']],
    ['BYPASSRLS', { bypassRls: true }, ['info privileged:app']],
    ['CREATEROLE before 16', { createRole: true }, ['warning privileged:app']],
    ['CREATEROLE since 16', { createRole: true }, ['info privileged:app'], {}, 16],
    ['a role that reaches into the machine', { machine: ['pg_execute_server_program'] }, ['warning privileged:app'], {}, 16],
    ['one that may be strong', { replication: true, machine: ['pg_read_server_files'] }, [], { privileged: ['app'] }],
    ['a password that expires soon', { validUntil: inDays(14) }, ['warning expires-soon:app']],
    ['one that expires later', { validUntil: inDays(14.1) }, []],
    ['one that has expired', { validUntil: now }, ['info expired:app']],
    ['one that has expired of a role that can not sign in', { validUntil: inDays(-9), login: false }, []],
    ['one that never expires', { validUntil: null }, ['info no-expiry']],
    ['never expiring may be worse', { validUntil: null }, ['warning no-expiry'], { 'no-expiry': 'warning' }],
    ['or no matter', { validUntil: null }, [], { 'no-expiry': 'off' }],
  ])('%s', (_, more, expected, params = {}, major = 15) => {
    expect(judged(seen([role(more)], { major }), params)).toEqual(expected)
  })

  it('that have no password have none that expires', () => {
    expect(judged(seen([role({ validUntil: null })], { passwords: { app: 'none' } }))).toEqual([])
    expect(judged(seen([role({ validUntil: null })], { passwords: null }))).toEqual(['info no-expiry'])
  })

  it('with a password stored as md5 are told in one finding', () => {
    const roles = [role({ name: 'a' }), role({ name: 'b' }), role({ name: 'c' }), role({ name: 'd', login: false })]
    const { findings } = assessAccess(seen(roles, { passwords: { a: 'md5', b: 'scram', c: 'md5', d: 'md5' } }), accessParams.parse({}))
    expect(findings).toEqual([
      expect.objectContaining({
        fingerprint: 'md5-passwords',
        severity: 'warning',
        title: '2 passwords are stored as md5',
        detail: expect.stringMatching(/^a\nc\n/) as string,
      }),
    ])
  })

  it('are unused when no look has seen them for long, counted from when they were first known', () => {
    const [old, young, busy] = [
      role({ name: 'old', connectedNow: false }),
      role({ name: 'young', connectedNow: false }),
      role({ name: 'busy' }),
    ]
    const first = signsSince(null, [old], inDays(-100))
    const later = signsSince(first, [old, young, busy], inDays(-89))
    const signs = signsSince(later, [old, young, busy], now)
    const { findings } = assessAccess(seen([old, young, busy], { signs }), accessParams.parse({}))
    expect(findings).toEqual([
      expect.objectContaining({ fingerprint: 'unused', severity: 'info', detail: 'old: never seen, known for 14w 2d' }),
    ])
    expect(signsSince(signs, [busy], now)).toEqual({ busy: { at: now, connected: true } })
  })
})

describe('grants to everybody', () => {
  it.each<[string, Partial<PublicGrants>, readonly string[]]>([
    [
      'to make objects in a schema',
      { schemas: ['public', 'Odd "🐘"'] },
      ['warning public-create:public', 'warning public-create:Odd "🐘"'],
    ],
    ['to make schemas', { database: true }, ['warning public-database']],
    [
      'to change tables',
      { relations: [{ schema: 'public', kind: 'write', count: 1, names: ['public.t (DELETE)'] }] },
      ['warning public-write:public'],
    ],
    [
      'to read tables',
      { relations: [{ schema: 'public', kind: 'read', count: 30, names: ['public.t (SELECT)'] }] },
      ['info public-read:public'],
    ],
    ['to read what will be made', { future: [{ role: 'app', schema: null, rights: ['SELECT'] }] }, ['info public-future:app:']],
    [
      'to change what will be made',
      { future: [{ role: 'app', schema: 's', rights: ['INSERT', 'SELECT'] }] },
      ['warning public-future:app:s'],
    ],
  ])('%s', (_, grants, expected) => {
    expect(judged(seen([], { grants: { ...nothing, ...grants } }))).toEqual(expected)
  })

  it('quotes names in the statements that it proposes', () => {
    const { findings } = assessAccess(seen([], { grants: { ...nothing, schemas: ['Odd "🐘"'] } }), accessParams.parse({}))
    expect(findings[0]!.hint).toContain('REVOKE CREATE ON SCHEMA "Odd ""🐘""" FROM PUBLIC')
  })
})

describe('pg_hba.conf', () => {
  const rule = (more: Partial<HbaRule>): HbaRule => ({
    line: 9,
    type: 'host',
    databases: ['all'],
    users: ['all'],
    address: '0.0.0.0/0.0.0.0',
    method: 'trust',
    error: null,
    ...more,
  })
  it.each<[string, Partial<HbaRule>, readonly string[]]>([
    ['trust of the world', {}, ['critical hba:trust:host:all:all:0.0.0.0/0.0.0.0']],
    ['trust of all addresses', { address: 'all' }, ['critical hba:trust:host:all:all:all']],
    ['trust of the loopback', { address: '127.0.0.1/255.255.255.255' }, ['warning hba:trust:host:all:all:127.0.0.1/255.255.255.255']],
    ['trust of the socket', { type: 'local', address: null, users: ['ann', 'bob'] }, ['warning hba:trust:local:all:ann,bob:']],
    ['passwords in the clear', { method: 'password' }, ['warning hba:password:host:all:all:0.0.0.0/0.0.0.0']],
    ['passwords in the clear within TLS', { method: 'password', type: 'hostssl' }, []],
    ['passwords in the clear on this machine', { method: 'password', address: 'samehost' }, []],
    ['ident of another machine', { method: 'ident' }, ['warning hba:ident:host:all:all:0.0.0.0/0.0.0.0']],
    ['ident of this one', { method: 'ident', address: '::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' }, []],
    ['scram', { method: 'scram-sha-256' }, []],
    [
      'a line that can not be read',
      { type: null, method: null, address: null, databases: [], users: [], error: 'invalid connection type' },
      ['warning hba-error'],
    ],
  ])('%s', (_, more, expected) => {
    expect(judged(seen([], { hba: { rules: 1, weak: [rule(more)] } }))).toEqual(expected)
  })

  it('names two lines that say the same once', () => {
    expect(judged(seen([], { hba: { rules: 2, weak: [rule({ line: 1 }), rule({ line: 2 })] } }))).toHaveLength(1)
  })
})

it('says what could not be seen, and leaves findings about it open', () => {
  const { notLookedAt } = assessAccess(
    seen([], { passwords: null, hba: null, looks: 40, watchedSince: inDays(-10) }),
    accessParams.parse({}),
  )
  expect(notLookedAt!.map(({ what, fingerprints }) => [what, fingerprints])).toEqual([
    ['how passwords are stored', 'md5-passwords'],
    ['pg_hba.conf', 'hba'],
    ['when roles last signed in', undefined],
  ])
  expect(notLookedAt![2]!.why).toContain('one of 40 looks since 2025-11-12 06:00:00 UTC')
})
