import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import access from '../../src/procedures/postgres/access.ts'
import type { AccessObservation } from '../../src/procedures/postgres/access/observation.ts'
import { quoteIdentifier } from '../../src/base/sql.ts'
import { majors } from '../conformance/servers.ts'
import { oddName } from '../conformance/postgres-world.ts'
import { testCluster, testDatabase } from '../harness/index.ts'
import { as, churn, lookAt, run, sessionOf } from './looking.ts'

const odd = quoteIdentifier(oddName)

describe.each(majors)('postgres.access on PostgreSQL %i', async (major) => {
  const cluster = await testCluster({ major })
  afterAll(() => cluster.close())
  const newDatabase = async (): Promise<string> => {
    const database = await testDatabase({ clusterUrl: cluster.url() })
    onTestFinished(() => database.close())
    if (major < 15) await run(database.url, 'revoke create on schema public from public')
    return database.url
  }
  const look = (url: string, params = {}, previous: unknown = null) =>
    lookAt<AccessObservation>(access, url, { params: { 'no-expiry': 'off', ...params }, previous })

  it('finds nothing on a fresh server but that its own password never expires', async () => {
    const url = await newDatabase()
    expect((await look(url, { 'no-expiry': 'info' })).findings).toEqual(['info no-expiry'])
    expect((await look(url)).findings).toEqual([])
  })

  it('warns of what every server before 15 comes with: anybody may create tables in public', async () => {
    const url = await newDatabase()
    await run(url, 'grant create on schema public to public')
    expect((await look(url)).findings).toEqual(['warning public-create:public'])
  })

  it('sees strong roles, and who can become one, with names that need quotes', async () => {
    const url = await newDatabase()
    await run(
      url,
      `create role ${odd} superuser login password 'x'`,
      'create role boss superuser',
      'create role staff',
      'grant boss to staff',
      "create role ann login password 'x'",
      'grant staff to ann',
      'create role replicator replication login',
      'create role seer bypassrls login',
      'create role clerk createrole login',
      'create role runner login',
      'grant pg_execute_server_program to runner',
    )
    onTestFinished(async () => run(url, `drop role ${odd}`, 'drop role boss, staff, ann, replicator, seer, clerk, runner'))
    const { findings, observation } = await look(url)
    expect(findings.toSorted()).toEqual(
      [
        `warning superuser:${oddName}`,
        'warning superuser:boss',
        'warning can-become-superuser:ann',
        'info privileged:replicator',
        'info privileged:seer',
        `${major < 16 ? 'warning' : 'info'} privileged:clerk`,
        'warning privileged:runner',
      ].toSorted(),
    )
    expect(observation.roles.find(({ name }) => name === 'ann')!.becomes).toEqual(['boss'])
    expect((await look(url, { superusers: [oddName, 'boss', 'ann'], privileged: ['*r', 'clerk'] })).findings).toEqual([])
  })

  if (major >= 16)
    it('knows memberships that give nothing', async () => {
      const url = await newDatabase()
      await run(url, 'create role boss superuser', 'create role ann login', 'grant boss to ann with inherit false, set false')
      onTestFinished(async () => run(url, 'drop role boss, ann'))
      expect((await look(url)).findings).toEqual(['warning superuser:boss'])
      await run(url, 'grant boss to ann with admin true, inherit false, set false')
      expect((await look(url)).findings).toEqual(['warning can-become-superuser:ann', 'warning superuser:boss'])
    })

  it('sees how passwords are stored and when they expire, and never takes one along', async () => {
    const url = await newDatabase()
    await run(
      url,
      "set password_encryption = 'md5'",
      "create role md5_one login password 'my secret'",
      "set password_encryption = 'scram-sha-256'",
      "create role scram_one login password 'my secret'",
      "create role late login password 'my secret' valid until '2020-01-01'",
      `do $$ begin execute format('create role soon login password %L valid until %L', 'my secret', now() + interval '3 days'); end $$`,
      "create role forever login password 'my secret' valid until 'infinity'",
      'create role without login',
    )
    onTestFinished(async () => run(url, 'drop role md5_one, scram_one, late, soon, forever, without'))
    const seen = await look(url, { 'no-expiry': 'warning' })
    expect(seen.findings).toEqual(['info expired:late', 'warning expires-soon:soon', 'warning no-expiry', 'warning md5-passwords'])
    expect(seen.assessment.findings[2]!.detail!.split('\n')).toEqual(['forever', 'md5_one', 'scram_one', 'upkeep'])
    expect(seen.observation.passwords).toEqual({
      forever: 'scram',
      late: 'scram',
      md5_one: 'md5',
      scram_one: 'scram',
      soon: 'scram',
      upkeep: 'scram',
      without: 'none',
    })
    expect(JSON.stringify(seen)).not.toMatch(/my secret|SCRAM-SHA-256\$|md5[0-9a-f]{32}/)
  })

  it('remembers over its looks who was connected', async () => {
    const url = await newDatabase()
    await run(url, "create role idle_one login password 'idle_one'", "create role busy_one login password 'busy_one'")
    onTestFinished(async () => run(url, 'drop role idle_one, busy_one'))
    const session = await sessionOf(as('busy_one', url), 'app')
    const first = await look(url)
    await session.end()
    const second = await look(url, { 'unused-after': '0s' }, first.observation)
    expect(second.findings).toEqual(['info unused'])
    expect(second.observation).toMatchObject({
      looks: 2,
      watchedSince: first.observation.now,
      signs: { busy_one: { at: first.observation.now, connected: true }, idle_one: { connected: false } },
    })
    expect(second.assessment.findings[0]!.detail).toMatch(/^busy_one: last seen .* ago\nidle_one: never seen, known for /)
  })

  it('sees what is granted to everybody, and leaves out extensions and what is meant so', async () => {
    const url = await newDatabase()
    await run(
      url,
      'create extension pg_stat_statements',
      `create schema ${odd}`,
      `grant create on schema ${odd} to public`,
      `create table ${odd}.${odd} (id int, note text)`,
      `grant select, insert on ${odd}.${odd} to public`,
      'create table hinted (id int, note text)',
      'grant select (id) on hinted to public',
      'create view meant as select 1 as one',
      'grant select on meant to public',
      'alter default privileges grant select on tables to public',
    )
    const { findings, assessment } = await look(url, { public: ['meant'] })
    expect(findings).toEqual([
      `warning public-create:${oddName}`,
      'info public-read:public',
      `warning public-write:${oddName}`,
      'info public-future:upkeep:',
    ])
    expect(assessment.findings[1]!.detail).toBe('public.hinted (SELECT)')
    expect(assessment.findings[2]!.detail).toBe(`${odd}.${odd} (INSERT, SELECT)`)
    await run(
      url,
      'grant create on schema public to public',
      'do $$ begin execute format($f$grant create on database %I to public$f$, current_database()); end $$',
    )
    expect((await look(url)).findings.slice(0, 3)).toEqual([
      'warning public-database',
      'warning public-create:public',
      `warning public-create:${oddName}`,
    ])
  })

  it('looks while tables and roles come and go', async () => {
    const url = await newDatabase()
    const stop = churn(
      url,
      'create table brief (id int); grant all on brief to public; create role brief_one superuser',
      'drop table brief; drop role brief_one',
    )
    for (let looks = 0; looks < 15; looks++) {
      for (const finding of (await look(url)).findings)
        expect(['warning public-write:public', 'warning superuser:brief_one']).toContain(finding)
    }
    await stop()
  })

  it('reads pg_hba.conf: trust, passwords in the clear, lines that can not be used', async () => {
    const url = await newDatabase()
    const file = join(cluster.dataFolder, 'pg_hba.conf')
    const before = await readFile(file)
    onTestFinished(async () => writeFile(file, before))
    await appendFile(
      file,
      ['', 'host all all 0.0.0.0/0 trust', 'host shop ann,bob 10.0.0.0/8 password', 'local all all trust', 'hots all all all md5', ''].join(
        '\n',
      ),
    )
    const { findings, assessment } = await look(url)
    expect(findings).toEqual([
      'critical hba:trust:host:all:all:0.0.0.0/0.0.0.0',
      'warning hba:password:host:shop:ann,bob:10.0.0.0/255.0.0.0',
      'warning hba:trust:local:all:all:',
      'warning hba-error',
    ])
    expect(assessment.findings[3]!.detail).toMatch(/line \d+: invalid connection type "hots"/)
  })

  it('says what an ordinary role could not see', async () => {
    const url = await newDatabase()
    await run(url, "create role little login password 'little'")
    onTestFinished(async () => run(url, 'drop role little'))
    const { assessment, observation, findings } = await look(as('little', url))
    expect(findings).toEqual([])
    expect(observation).toMatchObject({ passwords: null, hba: null })
    expect(assessment.notLookedAt!.map(({ what }) => what)).toEqual([
      'how passwords are stored',
      'pg_hba.conf',
      'when roles last signed in',
    ])
  })
})
