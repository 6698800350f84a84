import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { newId } from '../../src/base/id.ts'
import type { JsonObject } from '../../src/base/json.ts'
import { createLogger } from '../../src/base/logger.ts'
import { quoteIdentifier, sql } from '../../src/base/sql.ts'
import indexes from '../../src/procedures/postgres/indexes.ts'
import type { IndexesObservation } from '../../src/procedures/postgres/indexes/observation.ts'
import { propose } from '../../src/procedures/postgres/indexes/propose/propose.ts'
import { readScanned } from '../../src/procedures/postgres/indexes/read-counting.ts'
import postgres from '../../src/targets/postgres/index.ts'
import { carryOut } from '../conformance/drive.ts'
import { oddName } from '../conformance/postgres-world.ts'
import { majors } from '../conformance/servers.ts'
import { testCluster } from '../harness/index.ts'
import { as, databasesOn, jobOf, lookAt, run, sessionOf, until } from './looking.ts'
import { dropSlotWhenLeft, startStandby } from './standby.ts'

const odd = quoteIdentifier(oddName)
const now = { 'unused-for': '0s', 'min-size': '0 B', 'min-table-size': '0 B' }

describe.each(majors)('postgres.indexes on PostgreSQL %i', async (major) => {
  const cluster = await testCluster({ major })
  afterAll(() => cluster.close())
  const newDatabase = databasesOn(cluster)
  const look = (url: string, params: JsonObject = {}, previous: unknown = null) =>
    lookAt<IndexesObservation>(indexes, url, { params: { ...now, ...params }, previous })
  const drop = (url: string, params: JsonObject) => carryOut(indexes, jobAt(url, { ...now, ...params }))
  const indexesOf = async (url: string): Promise<readonly string[]> => {
    const client = await sessionOf(url, 'test')
    const { rows } = await client.query<{ name: string }>(
      `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' order by 1`,
    )
    return rows.map(({ name }) => name)
  }

  it('lets alone whatever keeps a promise or serves a foreign key, though no query ever used it', async () => {
    const url = await newDatabase(
      'create extension btree_gist',
      'create table parent (id int primary key, code text unique)',
      `create table t (id int primary key, parent int references parent, code text references parent (code), a int, b int not null, c int,
        exclude using gist (a with =, b with <>))`,
      'create index for_key on t (parent)',
      `create index for_code on t (code) where code is not null`,
      'create unique index only_once on t (lower(code))',
      'create unique index identity on t (b)',
      'alter table t replica identity using index identity',
      'create index clustered on t (c)',
      'alter table t cluster on clustered',
    )
    const healthy = await look(url)
    expect(healthy.findings).toEqual([])
    expect(healthy.observation.indexes).toHaveLength(9)
    expect(healthy.observation.indexes.find(({ name }) => name === 'clustered')!.neededFor).toBe('CLUSTER')
    expect(healthy.assessment.notLookedAt!.map(({ what }) => what)).toEqual(['sequential scans'])
  })

  it('knows duplicates by all that makes an index, and drops the right one', async () => {
    const url = await newDatabase(
      `create table ${odd} (id int primary key, a int, b int, t text, j jsonb)`,
      `create index ab on ${odd} (a, b)`,
      `create index a on ${odd} (a)`,
      `create index a_down on ${odd} (a desc)`,
      `create index a_some on ${odd} (a) where b > 0`,
      `create index a_with_t on ${odd} (a) include (t)`,
      `create index id_again on ${odd} (id)`,
      `create index t on ${odd} (t)`,
      `create index t_pattern on ${odd} (t text_pattern_ops)`,
      `create index t_c on ${odd} (t collate "C")`,
      `create index lower on ${odd} (lower(t), b)`,
      `create index lower_again on ${odd} (lower(t))`,
      `create index upper on ${odd} (upper(t))`,
      `create index j on ${odd} using gin (j)`,
      `create index j_again on ${odd} using gin (j)`,
      `create index j_path on ${odd} using gin (j jsonb_path_ops)`,
      `create index a_hash on ${odd} using hash (a)`,
      `create index brin on ${odd} using brin (a)`,
      `create unique index once on ${odd} (b, a)`,
      `create unique index once_again on ${odd} (b, a)`,
    )
    const { findings, assessment } = await look(url, { 'unused-for': '1d' })
    expect(findings.toSorted()).toEqual(
      ['a', 'id_again', 'j_again', 'lower_again', 'once_again'].map((name) => `warning duplicate:public.${name}`),
    )
    expect(assessment.findings.find(({ fingerprint }) => fingerprint.endsWith('id_again'))!.title).toMatch(
      /"we ""love"".*_pkey" serves the same/,
    )
    expect(assessment.findings[0]!.detail).toContain('CREATE INDEX CONCURRENTLY a ON public.')
    await drop(url, { drop: ['duplicate'], 'unused-for': '1d' })
    expect((await look(url, { 'unused-for': '1d' })).findings).toEqual([])
    expect(await indexesOf(url)).toHaveLength(15)
  })

  it('knows what serves queries in another way for duplicates no more: by its parameters, or since it refuses doubles later', async () => {
    const url = await newDatabase(
      'create table t (a int not null, b int, at timestamptz, note text, j jsonb)',
      'create index fine on t using brin (at) with (pages_per_range = 8)',
      'create index coarse on t using brin (at) with (pages_per_range = 256)',
      'create index bloom on t using brin (a int4_bloom_ops)',
      'create index bloom_rare on t using brin (a int4_bloom_ops(n_distinct_per_range = 10))',
      'create index "of course" on t using brin (at) with (pages_per_range = 256)',
      'create index kept on t using gin (j)',
      'create index kept_otherwise on t using gin (j) with (fastupdate = off)',
      'alter table t add constraint late unique (b) deferrable initially deferred',
      'create unique index at_once on t (b)',
    )
    expect((await look(url, { 'unused-for': '1d' })).findings.toSorted()).toEqual([
      'warning duplicate:public."of course"',
      'warning duplicate:public.kept_otherwise',
    ])
  })

  it('calls unused what no query has read, and tells by what statements it is made again', async () => {
    const url = await newDatabase(
      'set allow_in_place_tablespaces = on',
      `create tablespace "fast ""${major}""" location ''`,
      'create table t (id int primary key, a int, b text)',
      'insert into t select i, i, i from generate_series(1, 1000) i',
      'create index used on t (a)',
      `create index ${odd} on t (lower(b), a) include (id) with (fillfactor = 70) tablespace "fast ""${major}""" where b <> ' WHERE '`,
      `comment on index ${odd} is 'it''s "ours"'`,
      `alter index ${odd} alter column 1 set statistics 500`,
    )
    onTestFinished(() => run(cluster.url(), `drop tablespace "fast ""${major}"""`))
    await run(url, 'set enable_seqscan = off', 'select from t where a = 7')
    const found = await look(url)
    expect(found.findings).toEqual([`info unused:public.${odd}`])
    const before = await snapshotOf(url)
    const records = await drop(url, { drop: ['unused'] })
    expect(await indexesOf(url)).toEqual(['t_pkey', 'used'])
    for (const statement of (records[0]!.outcome['undo'] as string).split('\n')) await run(url, statement)
    expect(await snapshotOf(url)).toEqual(before)
    await run(url, `drop index ${odd}`)

    async function snapshotOf(at: string): Promise<unknown> {
      const client = await sessionOf(at, 'test')
      const { rows } = await client.query(
        `select pg_get_indexdef(c.oid), spcname, obj_description(c.oid), (select array_agg(attstattarget) from pg_attribute where attrelid = c.oid)
         from pg_class c left join pg_tablespace s on s.oid = c.reltablespace where c.oid = $1::regclass`,
        [odd],
      )
      await client.end()
      return rows
    }
  })

  it('drops no used duplicate beside an unused one: the unused one goes', async () => {
    const url = await newDatabase(
      'create table t (a int, b int)',
      'insert into t select i, i from generate_series(1, 1000) i',
      'create index a on t (a)',
      'analyze t',
      'set enable_seqscan = off',
      'select count(*) from t where a = 7',
      'create index ab on t (a, b)',
    )
    const client = await sessionOf(url, 'test')
    await until(client, `select idx_scan > 0 from pg_stat_user_indexes where indexrelname = 'a'`)
    expect((await look(url, { drop: ['duplicate', 'unused'] })).assessment.steps.map(({ key }) => key)).toEqual(['drop:public.ab'])
  })

  it('waits, after its first look, before it drops what may be young; a rebuilt index stays the same', async () => {
    const url = await newDatabase('create table t (a int, b int)', 'create index old on t (a)')
    const first = await look(url)
    await run(url, 'reindex index concurrently old', 'create index young on t (b)')
    const hour = 3_600_000
    const later = await look(url, { drop: ['unused'] }, shifted(first.observation, -hour))
    const [old, young] = later.observation.indexes
    expect([old!.young, young!.young]).toEqual([false, true])
    expect(Date.parse(later.observation.now) - Date.parse(old!.watchedSince)).toBeGreaterThan(hour)
    expect(young!.watchedSince).toBe(later.observation.now)
    await run(url, 'drop index old', 'create index old on t (a, b)')
    expect((await look(url, {}, later.observation)).observation.indexes.find(({ name }) => name === 'old')!.young).toBe(true)
  })

  it('does not take unknown for unused: statistics just reset, a slot that a standby may be behind', async () => {
    const url = await newDatabase('create table t (a int)', 'create index a on t (a)')
    await run(url, 'select pg_stat_reset()')
    const reset = await look(url, { 'unused-for': '30d' })
    expect(reset.findings).toEqual([])
    expect(reset.assessment.notLookedAt![0]).toMatchObject({
      fingerprints: 'unused:',
      why: expect.stringMatching(/^the counters began [\d.]+m?s ago/),
    })
    await run(url, "select pg_create_physical_replication_slot('somewhere')")
    const beside = await look(url)
    const alone = await look(url, { 'ignore-standbys': true })
    await run(url, "select pg_drop_replication_slot('somewhere')")
    expect(beside.findings).toEqual([])
    expect(beside.assessment.notLookedAt![0]!.why).toMatch(/^1 standbys have counters of their own/)
    expect(alone.findings).toEqual(['info unused:public.a'])
  })

  it('finds an invalid index, unless somebody is at work on its table, and drops it', async () => {
    const url = await newDatabase('create table t (a int)', 'insert into t values (1), (1)')
    await expect(run(url, `create unique index concurrently ${odd} on t (a)`)).rejects.toThrow('could not create unique index')
    const builder = await sessionOf(url, 'builder')
    await builder.query('begin')
    await builder.query('lock table t in share update exclusive mode')
    const during = await look(url, { drop: ['invalid', 'unused'] })
    expect([during.findings, during.assessment.steps]).toEqual([[], []])
    expect(during.assessment.notLookedAt!.map(({ fingerprints }) => fingerprints)).toContain(`invalid:public.${odd}`)
    await builder.query('rollback')
    expect((await look(url)).findings).toEqual([`warning invalid:public.${odd}`])
    await drop(url, { drop: ['invalid'] })
    expect(await indexesOf(url)).toEqual([])
  })

  it('names who holds the lock, and the next run goes on from a drop that was given up halfway', async () => {
    const url = await newDatabase('create table t (a int, b int)', 'create index a on t (a)', 'create index ab on t (a, b)')
    const params = { drop: ['duplicate'], wait: '600ms', 'lock-tries': 2 }
    const holder = await sessionOf(url, 'holder')
    await holder.query('begin')
    await holder.query('lock table t in share update exclusive mode')
    await expect(drop(url, params)).rejects.toThrow(/no lock on public\.a in 2 tries, held by pid \d+ \(holder/)
    await holder.query('rollback')
    // One that only reads keeps DROP INDEX CONCURRENTLY waiting in its middle.
    await holder.query('begin')
    await holder.query('select from t')
    await expect(drop(url, params)).rejects.toThrow(/no lock on public\.a in 2 tries/)
    await holder.query('rollback')
    const halfway = await look(url, params)
    expect(halfway.observation.indexes.map(({ name, valid }) => [name, valid])).toEqual([
      ['a', false],
      ['ab', true],
    ])
    expect(halfway.assessment.steps.map(({ key }) => key)).toEqual(['drop:public.a'])
    await drop(url, params)
    expect(await indexesOf(url)).toEqual(['ab'])
  })

  it('spares an index that was needed or used since the plan', async () => {
    const url = await newDatabase('create table t (a int not null, b int)', 'insert into t values (1, 1)', 'create index a on t (a)')
    const planned = { ...now, drop: ['unused'] }
    const { assessment } = await look(url, planned)
    await run(url, 'set enable_seqscan = off', 'select from t where a = 1')
    const [step] = assessment.steps
    const target = await postgres.open(postgres.config.parse({ url }), { mode: 'apply', run: { id: newId(), fence: 1 }, signal, log })
    onTestFinished(() => target.close())
    const apply = () => indexes.apply!(step!, { target, params: indexes.params.parse(planned), ctx: doNothing })
    await expect(apply()).rejects.toThrow('public.a is not superfluous any more: it was not dropped')
    await run(
      url,
      'select pg_stat_reset()',
      'create table kinds (id int primary key)',
      'alter table t add foreign key (a) references kinds not valid',
    )
    await expect(apply()).rejects.toThrow('is not superfluous any more')
    await run(url, 'drop index a', 'create index a on t (a, b)')
    await expect(apply()).rejects.toThrow('was made or rebuilt since the plan')
    await run(url, 'drop index a')
    await expect(apply()).resolves.toMatchObject({ summary: 'public.a is gone already' })
  })

  it('finds foreign keys without an index, with a statement that cures it', async () => {
    const url = await newDatabase(
      'create table parent (id int primary key, part int, unique (part, id))',
      'insert into parent select i, i from generate_series(1, 10) i',
      `create table ${odd} (id int primary key, "the parent" int constraint ${odd} references parent, part int, foreign key (part, "the parent") references parent (part, id))`,
      `create table fine (id int references parent, part int, foreign key (part, id) references parent (part, id))`,
      'create index on fine (id, part)',
      'create table parted (id int, parent int references parent) partition by range (id)',
      'create table parted_1 partition of parted for values from (0) to (10)',
    )
    const before = await look(url, { keep: ['*'] })
    expect(before.findings.map((line) => line.slice(0, 40)).toSorted()).toEqual([
      `info foreign-key:public.${odd}`.slice(0, 40),
      `info foreign-key:public.${odd}`.slice(0, 40),
      'info foreign-key:public.parted:parted_pa',
    ])
    await run(url, 'update parent set id = id where id = 1', 'delete from parent where id = 2')
    const client = await sessionOf(url, 'test')
    await until(client, `select n_tup_del > 0 from pg_stat_user_tables where relname = 'parent'`)
    const { assessment } = await look(url, { keep: ['*'] })
    expect((await look(url, { keep: ['*'], 'unused-for': '1d' })).findings).toEqual((await look(url, { keep: ['*'] })).findings)
    expect(new Set(assessment.findings.map(({ severity }) => severity))).toEqual(new Set(['warning']))
    for (const { hint } of assessment.findings) await run(url, /CREATE INDEX [^;]+;/.exec(hint!)![0])
    expect((await look(url, { keep: ['*'] })).findings).toEqual([])
    expect((await look(url, { keep: ['*'], 'min-table-size': '1 GiB' })).findings).toEqual([])
  })

  it('counts the index of a partitioned table as one, and only tells of it', async () => {
    const url = await newDatabase(
      'create table parted (id int, a int, b int) partition by range (id)',
      'create table parted_1 partition of parted for values from (0) to (1000)',
      'create table parted_2 partition of parted for values from (1000) to (2000)',
      'insert into parted select i, i, i from generate_series(0, 1999) i',
      'create index a on parted (a)',
      'create index ab on parted (a, b)',
      'create index b on parted (b)',
      'create index own on parted_1 (b, a)',
    )
    await run(url, 'set enable_seqscan = off', 'select from parted_2 where b = 1500')
    const client = await sessionOf(url, 'test')
    await until(client, `select exists (select from pg_stat_user_indexes where idx_scan > 0)`)
    const { findings, assessment } = await look(url, { drop: ['duplicate', 'unused'] })
    expect(findings).toEqual(['warning duplicate:public.a', 'info unused:public.ab'])
    expect(assessment.steps.map(({ key }) => key)).toEqual(['drop:public.own'])
    expect(assessment.findings[0]!.hint).toMatch(/^dropping it locks the table and all its partitions/)
  })

  it('finds the invalid index of a constraint, which can only be mended', async () => {
    const url = await newDatabase(
      'create table parted (id int not null) partition by range (id)',
      'create table parted_1 partition of parted for values from (0) to (1000)',
      'alter table only parted add constraint whole primary key (id)',
    )
    const { findings, assessment } = await look(url, { drop: ['invalid'] })
    expect([findings, assessment.steps]).toEqual([['warning invalid:public.whole'], []])
    expect(assessment.findings[0]).toMatchObject({
      title: 'index public.whole is invalid, and constraint whole needs it',
      hint: expect.stringMatching(/^not every partition has a valid index/) as string,
    })
    await run(url, 'alter table parted_1 add primary key (id)', 'alter index whole attach partition parted_1_pkey')
    expect((await look(url, { drop: ['invalid'] })).findings).toEqual([])
  })

  it('says what a role may not drop', async () => {
    const url = await newDatabase('create table t (a int)', 'create index a on t (a)', "create role little login password 'little'")
    onTestFinished(() => run(cluster.url(), 'drop role little'))
    const { findings, assessment } = await look(as('little', url), { drop: ['unused'] })
    expect([findings, assessment.steps]).toEqual([['warning not-permitted:public.a'], []])
  })

  it(
    major === 15 ? 'proposes the index that the planner would use, by trying it' : 'says that without hypopg it proposes nothing',
    async () => {
      const url = await newDatabase(
        'create extension pg_stat_statements',
        `create table ${odd} (id int, "the kind" text, at timestamptz, n int)`,
        `insert into ${odd} select i, 'kind ' || i % 5000, now() - i * interval '1 minute', i % 3 from generate_series(1, 50000) i`,
        `analyze ${odd}`,
        ...(major === 15 ? ['create extension hypopg'] : []),
      )
      const scans = [
        `select * from ${odd} o where "the kind" = 'kind 7' and at > now() - interval '1 day'`,
        `select count(*) from ${odd} where n = 1`,
      ]
      for (let n = 0; n < 12; n++) await run(url, ...scans)
      await run(url, `select at from ${odd} where "the kind" = 'secret'; select 1`)
      const target = await postgres.open(postgres.config.parse({ url }), { mode: 'inspect', run: { id: newId(), fence: 1 }, signal, log })
      onTestFinished(() => target.close())
      const scanned = await readScanned(target, sql`true`, 1_000_000)
      expect(scanned).toMatchObject([{ name: oddName, indexScans: 0 }])
      expect(scanned[0]!.scans).toBeGreaterThanOrEqual(25)
      const { proposals, noProposals } = await propose(target, scanned)
      if (major !== 15) {
        expect({ proposals, noProposals }).toEqual({ proposals: [], noProposals: 'hypopg is not installed in this database' })
        return
      }
      expect(noProposals).toBeNull()
      expect(proposals.map(({ statement }) => statement)).toEqual([`CREATE INDEX CONCURRENTLY ON "public".${odd} ("the kind");`])
      expect(proposals[0]!.costThen).toBeLessThan(proposals[0]!.costNow / 10)
      expect(JSON.stringify(proposals)).not.toMatch(/kind 7|secret/)
      expect(await target.read(sql`select from hypopg_list_indexes`)).toEqual([])
      expect(await target.read(sql`select from pg_prepared_statements`)).toEqual([])
      await run(url, proposals[0]!.statement, `analyze ${odd}`)
      const client = await sessionOf(url, 'test')
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${scans[0]}`)
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('Index')
    },
  )

  it('looks at a standby, says that it may not be the only one to use an index, and drops nothing there', async () => {
    await run(
      cluster.url(),
      'create table t (a int, b int)',
      'create index a on t (a)',
      'create index ab on t (a, b)',
      "select pg_create_physical_replication_slot('copy', true)",
    )
    onTestFinished(() => run(cluster.url(), dropSlotWhenLeft('copy'), 'drop table t'))
    const standby = await startStandby(cluster, 'copy')
    const { findings, assessment } = await look(standby.url, { drop: ['duplicate', 'unused'], 'ignore-standbys': true })
    expect([findings, assessment.steps]).toEqual([['warning duplicate:public.a'], []])
    expect(assessment.notLookedAt![0]!.why).toMatch(/^this is a standby/)
    const primary = await look(cluster.url(), { drop: ['unused'] })
    expect([primary.findings, primary.assessment.steps]).toEqual([['warning duplicate:public.a'], []])
  })

  // The last one: the server crashes.
  it('knows that the counters began anew after a crash', async () => {
    const url = await newDatabase('create table t (a int)', 'create index a on t (a)')
    const before = await look(url)
    expect(Date.parse(before.observation.counting.since!)).toBeLessThan(Date.parse(before.observation.now))
    const victim = await sessionOf(url, 'victim')
    const { rows } = await victim.query<{ pid: number }>('select pg_backend_pid() as pid')
    process.kill(rows[0]!.pid, 'SIGKILL')
    const after = await retried(() => look(url, { 'unused-for': '1h' }))
    expect(Date.parse(after.observation.counting.since!)).toBeGreaterThan(Date.parse(before.observation.now))
    expect(after.findings).toEqual([])
  })
})

const log = createLogger({ level: 'silent' })
const { signal } = new AbortController()

const doNothing = {
  checkpoint: async () => {},
  progress: () => {},
  measure: () => {},
  work: { stack: 'test', task: 'test', target: 'test' },
  archived: [],
  recordArchive: async () => {},
  now: () => new Date(),
  signal,
  log,
}

const jobAt = (url: string, params: JsonObject) => jobOf(indexes, url, params)

/** As if the looks had been earlier, by so many milliseconds. */
function shifted(observation: IndexesObservation, ms: number): IndexesObservation {
  const move = (time: string): string => new Date(Date.parse(time) + ms).toISOString()
  return {
    ...observation,
    firstLook: move(observation.firstLook),
    watched: Object.fromEntries(Object.entries(observation.watched).map(([digest, time]) => [digest, move(time)])),
  }
}

/** Until the server has come up again. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries > 600) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
