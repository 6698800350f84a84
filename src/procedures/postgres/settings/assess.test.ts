import { describe, expect, it } from 'vitest'
import { assessSettings } from './assess.ts'
import type { SettingsObservation } from './observation.ts'
import { settingsParams } from './params.ts'

const now = '2025-11-22T06:00:00.000Z'

/** What a fresh PostgreSQL 15 has, in base units. */
const fresh: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  zero_damaged_pages: 'off',
  ignore_checksum_failure: 'off',
  autovacuum: 'on',
  track_counts: 'on',
  allow_system_table_mods: 'off',
  synchronous_commit: 'on',
  data_checksums: 'off',
  wal_level: 'replica',
  max_wal_size: '1024',
  archive_mode: 'off',
  archive_command: '(disabled)',
  archive_library: '',
  shared_buffers: '16384',
  work_mem: '4096',
  max_connections: '100',
  autovacuum_freeze_max_age: '200000000',
  autovacuum_vacuum_cost_delay: '2',
  autovacuum_naptime: '60',
  log_lock_waits: 'off',
  track_activities: 'on',
  idle_in_transaction_session_timeout: '0',
  password_encryption: 'scram-sha-256',
  ssl: 'off',
  listen_addresses: 'localhost',
}
const seen = (values: Readonly<Record<string, string | null>>, more: Partial<SettingsObservation> = {}): SettingsObservation => ({
  now,
  settings: {},
  sight: { all: true, files: true },
  unattended: { tables: [], count: 0 },
  unknown: [],
  changes: [],
  comparedWith: '2025-11-21T06:00:00.000Z',
  pending: [],
  fileErrors: [],
  judged: Object.fromEntries(
    Object.entries({ ...fresh, ...values }).flatMap(([name, setting]) =>
      setting === null ? [] : [[name, { setting, default: name.startsWith('enable_') ? 'on' : '' }]],
    ),
  ),
  databaseBytes: 10 * 1024 ** 2,
  ...more,
})
const judged = (observation: SettingsObservation, params: object = {}): readonly string[] =>
  assessSettings(observation, settingsParams.parse(params)).findings.map(({ severity, fingerprint }) => `${severity} ${fingerprint}`)

const ofFresh = ['info setting:data_checksums', 'info setting:log_lock_waits', 'info setting:idle_in_transaction_session_timeout']

describe('settings that hurt', () => {
  it('are three infos and no warning on a fresh server', () => {
    expect(judged(seen({}))).toEqual(ofFresh)
    expect(judged(seen({}), { accept: ['data_checksums', 'log_*', 'idle_in_transaction_session_timeout'] })).toEqual([])
  })

  it.each<[Record<string, string | null>, readonly string[], number?]>([
    [{ fsync: 'off' }, ['critical setting:fsync']],
    [{ full_page_writes: 'off' }, ['critical setting:full_page_writes']],
    [{ autovacuum: 'off' }, ['critical setting:autovacuum']],
    [{ track_counts: 'off' }, ['critical setting:track_counts']],
    [{ zero_damaged_pages: 'on' }, ['critical setting:zero_damaged_pages']],
    [{ synchronous_commit: 'off' }, ['info setting:synchronous_commit']],
    [{ synchronous_commit: 'local' }, []],
    [{ wal_level: 'minimal' }, ['info setting:wal_level']],
    [{ max_wal_size: '255' }, ['warning setting:max_wal_size']],
    [{ max_wal_size: '256' }, []],
    [{ archive_mode: 'on', archive_command: '' }, ['warning setting:archive_mode']],
    [{ archive_mode: 'always', archive_command: '', archive_library: null }, ['warning setting:archive_mode']],
    [{ archive_mode: 'on', archive_command: 'cp %p /archive/%f' }, []],
    [{ archive_mode: 'on', archive_command: '', archive_library: 'basic_archive' }, []],
    [{ archive_mode: 'on', archive_command: null }, []],
    [{}, ['info setting:shared_buffers'], 4 * 1024 ** 3],
    [{}, [], 4 * 1024 ** 3 - 1],
    [{ shared_buffers: '32768' }, [], 400 * 1024 ** 3],
    [{ work_mem: `${512 * 1024}` }, ['warning setting:work_mem']],
    [{ work_mem: `${512 * 1024 - 1}` }, []],
    [{ work_mem: '1023' }, ['info setting:work_mem']],
    [{ autovacuum_freeze_max_age: '1000000000' }, ['warning setting:autovacuum_freeze_max_age']],
    [{ autovacuum_vacuum_cost_delay: '20' }, ['info setting:autovacuum_vacuum_cost_delay']],
    [{ autovacuum_naptime: '600' }, ['info setting:autovacuum_naptime']],
    [{ track_activities: 'off' }, ['warning setting:track_activities']],
    [{ password_encryption: 'md5' }, ['warning setting:password_encryption']],
    [{ listen_addresses: '*' }, ['info setting:ssl']],
    [{ listen_addresses: 'localhost, 10.0.0.5' }, ['info setting:ssl']],
    [{ listen_addresses: '127.0.0.1,::1' }, []],
    [{ listen_addresses: '' }, []],
    [{ listen_addresses: '*', ssl: 'on' }, []],
    [{ enable_seqscan: 'off' }, ['warning setting:enable_seqscan']],
    [{ enable_seqscan: 'on' }, []],
  ])('%j', (values, expected, databaseBytes) => {
    const found = judged(seen(values, databaseBytes === undefined ? {} : { databaseBytes }))
    expect(found.filter((finding) => !ofFresh.includes(finding))).toEqual(expected)
  })

  it.each(['0', '0s', '00ms'])('see a missing time-out in %s, and not in 60s', (value) => {
    expect(judged(seen({ idle_in_transaction_session_timeout: value }))).toContain('info setting:idle_in_transaction_session_timeout')
    expect(judged(seen({ idle_in_transaction_session_timeout: '60s' }))).not.toContain('info setting:idle_in_transaction_session_timeout')
  })

  it('say nothing of a setting that could not be seen', () => {
    expect(judged(seen(Object.fromEntries(Object.keys(fresh).map((name) => [name, null]))))).toEqual([])
  })
})

describe('changes, and what waits for a restart', () => {
  const change = { name: 'work_mem of role "odd" 🐘', from: null, to: '1GB', source: 'ALTER ROLE', seenAt: '2025-11-22T05:00:00.000Z' }
  const quiet = (more: Partial<SettingsObservation>): SettingsObservation =>
    seen(Object.fromEntries(ofFresh.map((finding) => [finding.slice('info setting:'.length), null])), more)

  it('are told with what they were and are', () => {
    const { findings } = assessSettings(quiet({ changes: [change] }), settingsParams.parse({}))
    expect(findings).toEqual([
      expect.objectContaining({
        fingerprint: 'changed:work_mem of role "odd" 🐘',
        severity: 'info',
        detail: 'From its default to 1GB, by ALTER ROLE; first seen 1h ago.',
      }),
    ])
    expect(judged(quiet({ changes: [change] }), { 'ignore-changes': ['work_mem*'] })).toEqual([])
  })

  it('are told with what the file says', () => {
    const { findings } = assessSettings(
      quiet({ pending: [{ name: 'max_connections', running: '100', configured: '300' }] }),
      settingsParams.parse({}),
    )
    expect(findings).toEqual([
      expect.objectContaining({
        fingerprint: 'pending-restart:max_connections',
        severity: 'warning',
        detail: 'The server runs with 100; the file says 300. Whatever restarts it next brings that change.',
      }),
    ])
  })

  it('name the lines that the server can not use', () => {
    const { findings } = assessSettings(
      quiet({ fileErrors: [{ file: '/etc/postgresql.conf', line: 7, name: 'work_men', error: 'unrecognized configuration parameter' }] }),
      settingsParams.parse({}),
    )
    expect(findings).toEqual([
      expect.objectContaining({
        fingerprint: 'configuration-file',
        detail: '/etc/postgresql.conf:7: work_men: unrecognized configuration parameter',
      }),
    ])
  })

  it('leave findings about what was not seen open', () => {
    const { notLookedAt } = assessSettings(
      quiet({ sight: { all: false, files: false }, unknown: ['idle_in_transaction_session_timeout'], comparedWith: null }),
      settingsParams.parse({}),
    )
    expect(notLookedAt!.map(({ fingerprints }) => fingerprints)).toEqual([
      'setting:archive_mode',
      'configuration-file',
      'setting:idle_in_transaction_session_timeout',
      'changed:',
    ])
  })
})
