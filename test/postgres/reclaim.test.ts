import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../src/base/id.ts'
import type { JsonObject } from '../../src/base/json.ts'
import { createLogger } from '../../src/base/logger.ts'
import { quoteIdentifier } from '../../src/base/sql.ts'
import { bloatOf } from '../../src/procedures/postgres/bloat/judge.ts'
import type { ReclaimObservation } from '../../src/procedures/postgres/reclaim/observation.ts'
import reclaim from '../../src/procedures/postgres/reclaim.ts'
import postgres from '../../src/targets/postgres/index.ts'
import { carryOut, look } from '../conformance/drive.ts'
import type { Job } from '../conformance/drive.ts'
import { oddName } from '../conformance/postgres-world.ts'
import { majors } from '../conformance/servers.ts'
import { testCluster, testDatabase } from '../harness/index.ts'
import type { TestCluster, TestDatabase } from '../harness/index.ts'
import { as, churn, jobOf, lookAt, run, sessionOf, until } from './looking.ts'

const small = { 'min-gain': '100 KiB', 'max-transaction': '1h', wait: '2s' }
const full = { ...small, full: true }

let cluster: TestCluster
let database: TestDatabase
let url: string
let client: pg.Client

const startOn = (major: number) => async () => {
  cluster = await testCluster({ major, settings: { autovacuum: 'off' } })
  database = await testDatabase({ clusterUrl: cluster.url() })
  url = database.url
  client = new pg.Client({ connectionString: url, application_name: 'test' })
  client.on('error', () => undefined)
  await client.connect()
}
const stop = async () => {
  await client.end()
  await database.close()
  await cluster.close()
}

/** An empty database with these statements done. A session hands its counters over when it ends, so VACUUM and ANALYZE have one of their own. */
const fresh = async (...statements: readonly string[]) => {
  const care = statements.findIndex((text) => /^(vacuum|analyze)/.test(text))
  const first = care === -1 ? statements : statements.slice(0, care)
  await run(url, `set lock_timeout = '60s'`, 'drop schema public cascade', 'create schema public', ...first)
  if (care !== -1) for (const statement of statements.slice(care)) await run(url, statement)
}
const bloated = (table = 't', more = 'primary key') => [
  `create table ${table} (id int ${more}, note text)`,
  `insert into ${table} select i, md5(i::text) from generate_series(1, 20000) i`,
  `delete from ${table} where id % 5 <> 0`,
  `vacuum (analyze) ${table}`,
]
const see = (params: JsonObject = small, previous: unknown = null, at = url) =>
  lookAt<ReclaimObservation>(reclaim, at, { params, previous })
const jobFor = (params: JsonObject = small): Job => jobOf(reclaim, url, params)
const valueOf = async <T>(query: string): Promise<T> => (await client.query<{ value: T }>(`select (${query}) as value`)).rows[0]!.value
const leftBehind = () =>
  valueOf<number>(`(select count(*)::int from pg_trigger where tgname = 'repack_trigger')
    + (select count(*)::int from pg_class where relnamespace = to_regnamespace('repack') and relname ~ '_[0-9]+$' and relkind in ('r', 'c'))`)
const environment = async (): Promise<NodeJS.ProcessEnv> => {
  const target = await postgres.open(postgres.config.parse({ url }), {
    mode: 'inspect',
    run: { id: 'someone-else', fence: 1 },
    signal: new AbortController().signal,
    log: createLogger({ level: 'silent' }),
  })
  await target.close()
  return { ...process.env, ...target.programEnvironment }
}
const repackProgram = '/usr/lib/postgresql/15/bin/pg_repack'

describe.each(majors.filter((major) => major === 15))('on PostgreSQL %i with pg_repack', (major) => {
  beforeAll(async () => {
    await startOn(major)()
    await run(url, 'create schema apart', 'create extension pg_repack schema apart')
  })
  afterAll(stop)

  it('writes a bloated table anew while others write to it, loses no row, and measures what that gave back', async () => {
    await fresh(...bloated())
    const { assessment } = await see()
    expect(assessment.steps).toMatchObject([
      {
        key: 'reclaim:public.t',
        risk: 'disruptive',
        preview: {
          statement: 'pg_repack --no-order --no-kill-backend --wait-timeout=2 --no-superuser-check --no-password --table="public"."t"',
        },
      },
    ])
    expect(assessment.steps[0]!.title).toMatch(/^Repack public\.t: (79|80) % bloat by estimate, 1\.\d+ MiB of 1\.3\d? MiB to gain$/)
    const stopWriting = churn(
      url,
      `update t set note = 'new' where id = 5`,
      `insert into t select max(id) + 1, 'x' from t`,
      'select pg_sleep(0.005)',
    )
    const records = await carryOut(reclaim, jobFor())
    await stopWriting()
    expect(records[0]!.outcome.summary).toMatch(
      /^wrote public\.t anew with pg_repack: with its indexes 1\.\d+ MiB before, \d+ KiB after, in /,
    )
    expect(await valueOf(`select count(*)::int from t where id <= 20000`)).toBe(4000)
    expect(await valueOf(`select count(*) = max(id) - 16000 from t`)).toBe(true)
    expect(await leftBehind()).toBe(0)
    await run(url, 'analyze t')
    expect((await see()).assessment.steps).toEqual([])
  })

  it('lets the builds of the indexes take no more memory and no more workers than the task says', async () => {
    await fresh(
      ...bloated(),
      `create function told(int) returns int language plpgsql immutable as $$ begin
         if $1 % 1000 = 0 then
           perform pg_notify('built', format('%s %s %s', current_setting('maintenance_work_mem'), current_setting('max_parallel_maintenance_workers'), current_setting('client_connection_check_interval')));
         end if;
         return $1;
       end $$`,
      'create index on t (told(id))',
      'analyze t',
    )
    const listener = await sessionOf(url, 'listener')
    const told = new Set<string>()
    listener.on('notification', ({ payload }) => told.add(payload!))
    await listener.query('listen built')
    await carryOut(reclaim, jobFor({ ...small, memory: '5 MiB', parallel: 0 }))
    await listener.query('select')
    expect([...told]).toEqual(['5MB 0 2s'])
  })

  it('recognises what a killed pg_repack left, but not the work of one that runs, clears it away and goes on', async () => {
    await fresh(...bloated(quoteIdentifier(oddName)))
    const holder = await sessionOf(url, 'holder')
    await holder.query('begin; select 1')
    const child = spawn(repackProgram, ['--no-order', `--table=${quoteIdentifier(oddName)}`], { env: await environment(), stdio: 'ignore' })
    await until(client, `select exists (select from pg_trigger where tgname = 'repack_trigger')`)
    const running = await see()
    expect(running.assessment.steps).toEqual([])
    expect(running.assessment.notLookedAt!.map(({ why }) => why)).toContainEqual(expect.stringMatching(/^pid \d+ repacks it just now$/))
    child.kill('SIGKILL')
    await until(client, `select not exists (select from pg_locks where locktype = 'advisory')`)
    await holder.query('rollback')
    expect(await leftBehind()).toBe(4)
    const { assessment } = await see()
    expect(assessment.steps.map(({ key, after }) => [key.slice(0, 7), after?.length])).toEqual([
      ['clear:p', undefined],
      ['reclaim', 1],
    ])
    await carryOut(reclaim, jobFor())
    expect(await leftBehind()).toBe(0)
    expect((await see()).assessment.steps).toEqual([])
    expect(await valueOf(`select count(*)::int from ${quoteIdentifier(oddName)}`)).toBe(4000)
  })

  it('clears away what is left of a table that is gone', async () => {
    await fresh('create table repack.log_4000000001 (id bigint)', 'create table repack.table_4000000001 (id bigint)')
    expect((await see()).assessment.steps.map(({ key, preview }) => [key, preview.statement])).toEqual([
      ['clear:oid 4000000001', 'DROP TABLE IF EXISTS "repack"."log_4000000001";\nDROP TABLE IF EXISTS "repack"."table_4000000001"'],
    ])
    await carryOut(reclaim, jobFor())
    expect(await leftBehind()).toBe(0)
  })

  it('gives up when it gets no lock, cancels nobody, and leaves nothing behind', async () => {
    await fresh(...bloated())
    const holder = await sessionOf(url, 'holder')
    await holder.query('begin; select count(*) from t')
    await expect(carryOut(reclaim, jobFor())).rejects.toThrow(
      /pg_repack did not write public\.t anew; it said: WARNING: timed out, do not cancel conflicting backends/,
    )
    expect((await holder.query('select 1 as still')).rows).toEqual([{ still: 1 }])
    await holder.query('rollback')
    expect(await leftBehind()).toBe(0)
  })

  it('is stopped when it waits too long for a transaction, says for whose, and shows the password to nobody', async () => {
    await fresh(...bloated())
    const holder = await sessionOf(url, 'holder')
    const { rows } = await holder
      .query<{ pid: number }>('begin; select 1; select pg_backend_pid() as pid')
      .then((all) => (all as unknown as { rows: { pid: number }[] }[]).at(-1)!)
    const running = carryOut(reclaim, jobFor({ ...small, wait: '4s' })).catch((error: Error) => error.message)
    await until(client, `select exists (select from pg_trigger where tgname = 'repack_trigger')`)
    const password = new URL(url).password
    expect(password).not.toBe('')
    const commands = readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? [commandOf(pid)] : []))
    expect(commands.some((command) => command.includes('pg_repack'))).toBe(true)
    expect(commands.filter((command) => command.includes(decodeURIComponent(password)))).toEqual([])
    expect(await running).toContain(`pg_repack was stopped: it waited 4s for 1 transaction, the first of them of pid ${rows[0]!.pid}`)
    expect(await leftBehind()).toBe(0)
    await holder.query('rollback')
  })

  it('ends with the run that is stopped, and clears up after itself', async () => {
    await fresh(...bloated())
    const holder = await sessionOf(url, 'holder')
    await holder.query('begin; select 1')
    const stopping = new AbortController()
    const target = await postgres.open(postgres.config.parse({ url }), {
      mode: 'apply',
      run: { id: newId(), fence: 1 },
      signal: new AbortController().signal,
      log: createLogger({ level: 'silent' }),
    })
    const { assessment } = await see()
    const ctx = {
      checkpoint: async () => {},
      progress: () => {},
      measure: () => {},
      signal: stopping.signal,
      log: createLogger({ level: 'silent' }),
    }
    const params = reclaim.params.parse({ ...small, wait: '1h' })
    const applying = reclaim.apply!(assessment.steps[0]!, { target, params, ctx: ctx as never }).catch((error: Error) => error.message)
    await until(client, `select exists (select from pg_trigger where tgname = 'repack_trigger')`)
    stopping.abort(new Error('cancelled by a person'))
    expect(await applying).toBe('cancelled by a person')
    await target.close()
    await until(client, `select not exists (select from pg_trigger where tgname = 'repack_trigger')`)
    await holder.query('rollback')
  })

  it('says what is missing where pg_repack can’t help', async () => {
    await fresh(...bloated('t', ''), 'create materialized view m as select i, md5(i::text) from generate_series(1, 10000) i')
    const { assessment, findings } = await see()
    expect(findings).toEqual(['warning no-cure:public.t'])
    expect(assessment.findings[0]).toMatchObject({
      detail: expect.stringContaining('pg_repack needs a primary key, or a unique index of columns that are NOT NULL') as string,
      hint: expect.stringContaining('give the table a primary key.') as string,
    })
    await run(url, 'create unique index on t (id)')
    expect((await see()).findings).toEqual(['warning no-cure:public.t'])
    await run(url, 'alter table t alter id set not null')
    expect((await see()).assessment.steps.map(({ key }) => key)).toContain('reclaim:public.t')
    await run(url, `update pg_extension set extversion = '1.5.0' where extname = 'pg_repack'`)
    expect((await see()).assessment.findings[0]!.detail).toMatch(
      /the extension pg_repack is 1\.5\.0, and this machine has no program pg_repack of that version \(.*pg_repack is 1\.4\.8/,
    )
    await run(url, `update pg_extension set extversion = '1.4.8' where extname = 'pg_repack'`)
  })

  it('does not hand an unlogged table to pg_repack, which knows none', async () => {
    await fresh(...bloated('t').map((statement) => statement.replace('create table', 'create unlogged table')))
    const { assessment, findings } = await see()
    expect([findings, assessment.steps]).toEqual([['warning no-cure:public.t'], []])
    expect(assessment.findings[0]!.detail).toMatch(/pg_repack knows no unlogged tables/)
    expect((await see(full)).assessment.steps).toMatchObject([{ preview: { statement: 'VACUUM (FULL, ANALYZE) "public"."t"' } }])
  })
})

describe.each(majors.slice(-1))('on PostgreSQL %i without pg_repack', (major) => {
  beforeAll(startOn(major))
  afterAll(stop)

  it('estimates tables that were just written to within a tenth of their size', async () => {
    await fresh(
      'create table ints (a int, b bigint, c int, d bigint, e smallint)',
      'insert into ints select i, i, i, i, 1 from generate_series(1, 20000) i',
      'create table texts (id int primary key, a text, b text, c timestamptz, d numeric)',
      `insert into texts select i, md5(i::text), case when i % 3 = 0 then repeat('x', i % 100) end, now(), random() from generate_series(1, 20000) i`,
      'create table filled (id int primary key, a text) with (fillfactor = 70)',
      'insert into filled select i, md5(i::text) from generate_series(1, 20000) i',
      `create table documents (id int primary key, body text)`,
      'alter table documents alter body set storage external',
      `insert into documents select i, repeat(md5(i::text), 200) from generate_series(1, 500) i`,
      'vacuum (analyze)',
    )
    const { observation, assessment } = await see()
    expect(observation.tables.map(({ name }) => name)).toEqual(['documents', 'filled', 'ints', 'texts'])
    for (const { name, measured } of observation.tables) {
      expect(measured.neededBytes! / measured.bytes, name).toBeGreaterThan(0.85)
      expect(measured.neededBytes! / measured.bytes, name).toBeLessThan(1.1)
    }
    expect(assessment.steps).toEqual([])
  })

  it('always asks before it writes a table anew with VACUUM FULL, and does so only where the task allows it', async () => {
    await fresh(...bloated())
    const without = await see()
    expect(without.assessment.steps).toEqual([])
    expect(without.assessment.findings[0]!.detail).toContain('the extension pg_repack is not installed in database')
    expect((await see(full)).assessment.steps).toMatchObject([
      { key: 'reclaim:public.t', risk: 'disruptive', alwaysAsk: true, preview: { statement: 'VACUUM (FULL, ANALYZE) "public"."t"' } },
    ])
    const records = await carryOut(reclaim, jobFor(full))
    expect(records[0]!.outcome.summary).toMatch(/^wrote public\.t anew with VACUUM FULL: with its indexes 1\.\d+ MiB before, \d+ KiB after/)
    expect((await see(full)).assessment.steps).toEqual([])
    expect(await valueOf('select count(*)::int from t')).toBe(4000)
  })

  it('waits for nobody longer than a second, and names who holds the table', async () => {
    await fresh(...bloated())
    const holder = await sessionOf(url, 'the holder')
    await holder.query('begin; select count(*) from t')
    const started = performance.now()
    await expect(carryOut(reclaim, jobFor({ ...full, 'lock-tries': 1 }))).rejects.toThrow(
      /no lock on public\.t in 1 tries, held by pid \d+ \(the holder/,
    )
    expect(performance.now() - started).toBeLessThan(20_000)
    await holder.query('rollback')
  })

  it('analyzes first where statistics are old, and leaves alone what is fine by then', async () => {
    await fresh(
      ...bloated().slice(0, -1),
      'create table fine (id int primary key)',
      'insert into fine select generate_series(1, 20000)',
      'vacuum t',
    )
    expect((await see(full)).assessment.steps.map(({ key }) => key)).toEqual([
      'analyze:public.fine',
      'analyze:public.t',
      'reclaim:public.fine',
      'reclaim:public.t',
    ])
    const job = jobFor(full)
    const records = await carryOut(reclaim, job)
    expect(records.map(({ outcome }) => outcome.summary)[2]).toMatch(
      /^public\.fine was not written anew: \d % of it are bloat, by fresh statistics$/,
    )
    expect((await look(reclaim, { ...job, records })).assessment.steps).toEqual([])
  })

  it('believes pgstattuple_approx more than the estimate', async () => {
    await fresh('create extension pgstattuple', ...bloated())
    const [table] = (await see(full)).observation.tables
    expect(bloatOf(table!.measured)).toBeGreaterThan(0.7)
    expect(table!.measured.exactBytes).not.toBeNull()
    await run(url, 'vacuum full t', 'vacuum (analyze) t', `update pg_class set reltuples = 100 where relname = 't'`)
    const again = await see({ ...full, 'min-gain': '1 KiB' })
    expect(again.observation.tables[0]!.measured.neededBytes).toBeLessThan(20_000)
    expect(again.assessment.steps).toEqual([])
    await run(url, 'drop extension pgstattuple')
  })

  it('points at retention for a partition by time, unless the task names it', async () => {
    await fresh(
      'create table t (at timestamptz, id int) partition by range (at)',
      `create table p1 partition of t for values from ('2025-01-01') to ('2025-02-01')`,
      `insert into t select '2025-01-10', i from generate_series(1, 20000) i`,
      'delete from t where id % 5 <> 0',
      'vacuum (analyze) p1',
    )
    expect((await see({ ...full, tables: ['t'] })).findings).toEqual(['info partition:public.p1'])
    expect((await see(full)).assessment).toMatchObject({
      steps: [],
      findings: [{ hint: expect.stringContaining('postgres.retention') as string }],
    })
    expect((await see({ ...full, tables: ['p1'] })).assessment.steps).toHaveLength(1)
    expect((await see({ ...full, tables: ['nothing'] })).findings).toEqual(['warning no-such-table:nothing'])
  })

  it('refuses when the copy won’t fit, or nobody can tell', async () => {
    await fresh(
      ...bloated(),
      `do $$ begin create role plain login password 'plain'; exception when others then end $$`,
      'alter table t owner to plain',
    )
    expect((await see({ ...full, room: '100 KiB' })).findings).toEqual(['warning no-room:public.t'])
    const blind = await see(full, null, as('plain', url))
    expect(blind.findings).toEqual(['warning no-room:public.t'])
    expect(blind.assessment.findings[0]!.detail).toContain('what is free there is not known')
    expect((await see({ ...full, room: '1 GiB' }, null, as('plain', url))).assessment.steps).toHaveLength(1)
    await run(url, 'alter table t owner to current_user', 'grant select on t to plain')
    expect((await see(full, null, as('plain', url))).findings).toEqual(['warning not-permitted:public.t'])
  })
})

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
