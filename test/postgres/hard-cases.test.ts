import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { quoteIdentifier, quoteLiteral } from '../../src/base/sql.ts'
import { loadProcedures } from '../../src/procedures/index.ts'
import { oddName } from '../conformance/postgres-world.ts'
import { majors } from '../conformance/servers.ts'
import { testCluster } from '../harness/index.ts'
import { databasesOn, churn, lookAt, run } from './looking.ts'
import { startPooler } from './pooler.ts'

const odd = quoteIdentifier(oddName)
/** 63 bytes as well, and different from the first on only at its end. */
const oddTwin = quoteIdentifier(`${oddName.slice(0, -1)}y`)
const oddSchema = quoteIdentifier('Sche"ma \' 🐘')

/** Parameters that make a procedure see more, or that it can't do without. */
const params: Readonly<Record<string, JsonObject>> = {
  'postgres.indexes': { 'unused-for': '0s', 'min-size': '0 B', 'min-table-size': '0 B' },
  'postgres.integrity': { budget: '2s', catalogs: false },
  'postgres.size': { 'max-table-size': '8 KiB' },
  'postgres.slow-queries': { mean: '0s' },
  'postgres.reindex': { 'min-size': '0 B' },
  'postgres.retention': { table: `public.${oddName}`, column: 'the time', keep: '30d' },
}

/** Every procedure for PostgreSQL that can look at a whole database, and retention at one table. */
const procedures = [...(await loadProcedures()).values()].filter(
  ({ name, target, params: schema }) => target?.kind === 'postgres' && (name in params || schema.safeParse({}).success),
)

const table = (name: string): readonly string[] => [
  `create table ${name} (id int primary key, ${odd} text, ${oddTwin} int, "the time" timestamptz not null default now(), big text)`,
  `insert into ${name} select i, 'note ' || i, i, now() - i * interval '1 hour', repeat(md5(i::text), 100) from generate_series(1, 2000) i`,
  `create index on ${name} (${odd}, lower(${odd})) where ${oddTwin} > 0`,
  `create index on ${name} ("the time")`,
  `delete from ${name} where id % 3 = 0`,
]

const world: readonly string[] = [
  ...['amcheck', 'pg_stat_statements', 'pgstattuple'].map((name) => `create extension ${name}`),
  `create schema ${oddSchema}`,
  ...table(`public.${odd}`),
  ...table(`${oddSchema}.${odd}`),
  ...table(`${oddSchema}.${oddTwin}`),
  `alter table public.${odd} add constraint ${odd} foreign key (${oddTwin}) references ${oddSchema}.${odd} (id) not valid`,
  `create sequence ${oddSchema}."se""q 🐘" maxvalue 100`,
  `select setval(${quoteLiteral(`${oddSchema}."se""q 🐘"`)}, 99)`,
  `create materialized view ${oddSchema}."view ""of"" 🐘" as select * from public.${odd}`,
  `comment on table public.${odd} is ${quoteLiteral(oddName)}`,
]

describe.each(majors)('each look at a PostgreSQL %i', async (major) => {
  const cluster = await testCluster({ major })
  afterAll(() => cluster.close())
  const newDatabase = databasesOn(cluster)
  const looks = (url: string, previous: ReadonlyMap<string, unknown> = new Map(), with_: typeof params = params) =>
    inTurn(procedures, async (procedure) => {
      const seen = await lookAt(procedure, url, { params: with_[procedure.name] ?? {}, previous: previous.get(procedure.name) ?? null })
      return [procedure.name, seen] as const
    })

  it('is there for every procedure', () => {
    expect(procedures.map(({ name }) => name)).toEqual(
      expect.arrayContaining(
        ['access', 'check', 'horizon', 'indexes', 'integrity', 'settings', 'size', 'slow-queries', 'vacuum'].map(
          (name) => `postgres.${name}`,
        ),
      ),
    )
  })

  it('sees tables, indexes, columns, schemas and sequences whatever they are called', async () => {
    const seen = new Map(await looks(await newDatabase(...world)))
    const text = (name: string): string => JSON.stringify(seen.get(`postgres.${name}`))
    const [one, twin] = [oddName, `${oddName.slice(0, -1)}y`].map((name) => JSON.stringify(name).slice(1, -1))
    for (const name of ['size', 'vacuum', 'indexes']) {
      expect(text(name)).toContain(one)
      expect(text(name)).toContain(twin)
    }
    for (const [name] of seen) expect(text(name.replace('postgres.', ''))).not.toContain('\ufffd')
    expect(seen.get('postgres.size')!.findings).toContain(`warning table-size:${oddSchema}.${oddTwin}`)
    expect(seen.get('postgres.vacuum')!.assessment.steps.map(({ key }) => key)).toContain(`vacuum:${oddSchema}.${oddTwin}`)
    expect(seen.get('postgres.integrity')!.findings).toEqual([])
  })

  it('bears tables, indexes, partitions, sequences and roles that come and go meanwhile', async () => {
    const url = await newDatabase(...world)
    const stop = [
      churn(
        url,
        `create table brief (id serial primary key, note text, other int references public.${odd})`,
        'insert into brief (note) select repeat(md5(i::text), 200) from generate_series(1, 20) i',
        'create index on brief (note)',
        'drop table brief',
      ),
      churn(url, `create index fleeting on public.${odd} (id, "the time")`, 'drop index fleeting'),
      churn(
        url,
        `create index concurrently slowly on ${oddSchema}.${odd} (id, "the time")`,
        `reindex index concurrently ${oddSchema}.slowly`,
        `drop index concurrently ${oddSchema}.slowly`,
      ),
      churn(
        url,
        'create table parted (id int) partition by range (id)',
        'create table parted_1 partition of parted for values from (0) to (10)',
        'create index on parted (id)',
        'alter table parted add note text',
        'truncate parted',
        'drop table parted',
      ),
      churn(
        url,
        `create role "passing ${major}" login`,
        'create sequence passing',
        'drop sequence passing',
        `drop role "passing ${major}"`,
      ),
    ]
    const failed: unknown[] = []
    for (let times = 0; times < 3; times++) await looks(url).catch((error: unknown) => failed.push(error))
    const endings = await Promise.allSettled(stop.map((end) => end()))
    expect(failed).toEqual([])
    expect(endings.filter(({ status }) => status === 'rejected')).toEqual([])
  })

  it('finds nothing new in statistics that were just reset', async () => {
    const url = await newDatabase(...world)
    const patient = { ...params, 'postgres.indexes': {} }
    const before = new Map(await looks(url, new Map(), patient))
    await run(
      url,
      'select pg_stat_reset()',
      "select pg_stat_reset_shared('bgwriter')",
      "select pg_stat_reset_shared('archiver')",
      'select pg_stat_statements_reset()',
    )
    const observations = new Map([...before].map(([name, { observation }]) => [name, observation]))
    const after = new Map(await looks(url, observations, patient))
    // But for the statements that these looks were.
    after.delete('postgres.slow-queries')
    expect([...after].flatMap(([name, { findings }]) => findings.filter((one) => !before.get(name)!.findings.includes(one)))).toEqual([])
  })

  it('sees the same through PgBouncer in transaction mode', async () => {
    const url = await newDatabase(...world)
    const pooler = await startPooler(url)
    onTestFinished(() => pooler.stop())
    const findingsOf = async (through: string): Promise<JsonObject> => {
      const all = (await looks(through)).filter(([name]) => name !== 'postgres.slow-queries')
      return Object.fromEntries(all.map(([name, { findings }]) => [name, findings]))
    }
    // Looking may use an index for the first time.
    await looks(url)
    expect(await findingsOf(pooler.url)).toEqual(await findingsOf(url))
  })
})

async function inTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (const one of all) results.push(await work(one))
  return results
}
