import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import settings from '../../src/procedures/postgres/settings.ts'
import type { SettingsObservation } from '../../src/procedures/postgres/settings/observation.ts'
import { quoteIdentifier } from '../../src/base/sql.ts'
import { majors } from '../conformance/servers.ts'
import { oddName } from '../conformance/postgres-world.ts'
import { testCluster } from '../harness/index.ts'
import { as, lookAt, run, sessionOf, until } from './looking.ts'

const careful = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', max_wal_size: '1GB' }

describe.each(majors)('postgres.settings on PostgreSQL %i', async (major) => {
  const cluster = await testCluster({ major, settings: careful })
  const url = cluster.url()
  afterAll(() => cluster.close())
  const look = (options: Parameters<typeof lookAt>[2] = {}, at = url) => lookAt<SettingsObservation>(settings, at, options)
  const reload = async (): Promise<void> => {
    const client = await sessionOf(url, 'test')
    const { rows } = await client.query<{ at: Date }>('select pg_conf_load_time() as at')
    await client.query('select pg_reload_conf()')
    await until(client, 'select pg_conf_load_time() > $1', [rows[0]!.at])
  }
  // Checksums are on: the harness makes its clusters so.
  const ofFresh = ['info setting:log_lock_waits', 'info setting:idle_in_transaction_session_timeout']

  it('finds no more than infos on a server with its defaults', async () => {
    const { findings, assessment } = await look()
    expect(findings).toEqual(ofFresh)
    expect(assessment.notLookedAt).toEqual([expect.objectContaining({ fingerprints: 'changed:' })])
  })

  it('sees what was changed in the server, for a database and for a role, until it is taken back', async () => {
    const role = quoteIdentifier(oddName)
    const before = await look()
    await run(
      url,
      "alter system set work_mem = '64MB'",
      "alter system set lock_timeout = '7s'",
      `create role ${role}`,
      `alter role ${role} set work_mem = '1GB'`,
      "alter database postgres set statement_timeout = '1min'",
    )
    onTestFinished(async () => run(url, `drop role ${role}`))
    await reload()
    const after = await look({ previous: before.observation })
    expect(after.observation.changes.map(({ name, from, to }) => `${name}: ${from} -> ${to}`)).toEqual([
      'lock_timeout: null -> 7s',
      'statement_timeout of database postgres: null -> 1min',
      'work_mem: null -> 64MB',
      `work_mem of role ${oddName}: null -> 1GB`,
    ])
    expect(after.observation.settings['work_mem']!.source).toMatch(/^configuration file .*postgresql\.auto\.conf:\d+$/)
    expect(after.findings).toEqual([...ofFresh, ...after.observation.changes.map(({ name }) => `info changed:${name}`)])

    await run(
      url,
      'alter system reset work_mem',
      'alter system reset lock_timeout',
      `alter role ${role} reset all`,
      'alter database postgres reset all',
    )
    await reload()
    expect((await look({ previous: after.observation })).findings).toEqual(ofFresh)
  })

  it('is not mistaken about what our own role or session was given', async () => {
    await run(
      url,
      "alter role upkeep set work_mem = '1GB'",
      'alter role upkeep set enable_seqscan = off',
      "alter system set idle_in_transaction_session_timeout = '5min'",
    )
    await reload()
    const { findings } = await look()
    expect(findings).toEqual(ofFresh.slice(0, -1))
    await run(url, 'alter role upkeep reset all', 'alter system reset idle_in_transaction_session_timeout')
    await reload()
  })

  it('sees settings that hurt', async () => {
    await run(
      url,
      'alter system set autovacuum = off',
      "alter system set work_mem = '2GB'",
      'alter system set enable_hashjoin = off',
      "alter system set max_wal_size = '100MB'",
      'create table alone (id int) with (autovacuum_enabled = false)',
      'create table toasted (note text) with (toast.autovacuum_enabled = no)',
      'create table attended (id int) with (autovacuum_enabled = on, autovacuum_vacuum_threshold = 7)',
    )
    await reload()
    expect((await look()).findings.filter((finding) => !finding.startsWith('info'))).toEqual([
      'critical setting:autovacuum',
      'warning setting:max_wal_size',
      'warning setting:work_mem',
      'warning setting:enable_hashjoin',
      'warning setting:autovacuum_enabled',
    ])
    const { observation } = await look()
    expect(observation.unattended).toEqual({ tables: ['public.alone', 'public.toasted'], count: 2 })
    expect((await look({ params: { accept: ['*'] } })).findings).toEqual([])
    await run(url, 'alter system reset all', 'drop table alone, toasted, attended')
    await reload()
  })

  it('sees changes that wait for a restart, with what the file says', async () => {
    await run(url, 'alter system set max_connections = 123')
    await reload()
    const { findings, assessment } = await look()
    expect(findings).toContain('warning pending-restart:max_connections')
    expect(findings).not.toContain('warning configuration-file')
    expect(assessment.findings.at(-1)!.detail).toContain('The server runs with 200; the file says 123.')
    await run(url, 'alter system reset all')
    await reload()
    expect((await look()).findings).toEqual(ofFresh)
  })

  it('keeps secrets to itself, and sees that what stands beside them changed', async () => {
    const conninfo = (host: string, password: string): string =>
      `alter system set primary_conninfo = 'host=${host} user=repl password=${password}'`
    await run(
      url,
      conninfo('one', 'hunter2'),
      "alter system set archive_command = 'PGPASSWORD=hunter2 push %p'",
      "alter role upkeep set app.api_token = 'hunter2'",
    )
    await reload()
    const before = await look()
    await run(url, conninfo('two', 'hunter3'))
    await reload()
    const after = await look({ previous: before.observation })
    expect(after.observation.changes).toEqual([
      expect.objectContaining({ name: 'primary_conninfo', from: 'host=one user=repl password=***', to: 'host=two user=repl password=***' }),
    ])
    expect(before.observation.settings['app.api_token of role upkeep']!.value).toBe('***')
    expect(JSON.stringify([before, after])).not.toMatch(/hunter/)
    await run(url, 'alter system reset all', 'alter role upkeep reset all')
    await reload()
  })

  it('names lines of the files that the server can not use', async () => {
    await appendFile(join(cluster.dataFolder, 'upkeep.conf'), "work_men = '4MB'\n")
    const { findings, assessment } = await look()
    expect(findings).toContain('warning configuration-file')
    expect(assessment.findings.at(-1)!.detail).toMatch(/upkeep\.conf:\d+: work_men: unrecognized configuration parameter/)
  })

  it('says what a role that may see little could not see', async () => {
    await run(url, "create role little login password 'little'")
    onTestFinished(async () => run(url, 'drop role little'))
    const full = await look()
    const { assessment, findings } = await look({ previous: full.observation }, as('little', url))
    expect(findings.filter((finding) => finding.includes('changed:'))).toEqual([])
    expect(assessment.notLookedAt!.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['settings for superusers only', 'the configuration files', 'idle_in_transaction_session_timeout']),
    )
  })
})
