import { expect, it } from 'vitest'
import { quoteIdentifier, quoteLiteral } from '../../../src/base/sql.ts'
import retention from '../../../src/procedures/postgres/retention.ts'
import vacuum from '../../../src/procedures/postgres/vacuum.ts'
import { oddName } from '../../conformance/postgres-world.ts'
import { archivedNumbers } from '../../fixtures/archived.ts'
import { temporaryFolder, testDatabase } from '../../harness/index.ts'
import { run as statements, sessionOf, until } from '../../postgres/looking.ts'
import { underCare } from './care.ts'

/** 63 bytes each, and alike in all but the last. */
const partName = (last: string): string => `${oddName.slice(0, -1)}${last}`
const column = `when it "happened" 🐘's`

it('partitions with odd names are archived, detached and dropped, and no other', async () => {
  await using database = await testDatabase()
  await using folder = await temporaryFolder()
  const [schema, at] = [`odd "schema".'`, quoteIdentifier(column)]
  const table = (name: string): string => quoteIdentifier(schema, name)
  const parts = [
    ['o', 'minvalue', "(now() - interval '90 days')"],
    ['p', "(now() - interval '90 days')", "(now() - interval '60 days')"],
    ['q', "(now() - interval '60 days')", 'maxvalue'],
  ] as const
  await statements(
    database.url,
    `create schema ${quoteIdentifier(schema)}`,
    `create table ${table(oddName)} (id int, ${at} timestamptz) partition by range (${at})`,
    ...parts.map(
      ([last, from, to]) => `create table ${table(partName(last))} partition of ${table(oddName)} for values from (${from}) to (${to})`,
    ),
    `insert into ${table(oddName)} select i, now() - i * interval '1 day' - interval '1 hour' from generate_series(1, 100) i`,
    `analyze ${table(oddName)}`,
  )
  await using care = await underCare(retention, database.url, {
    proof: 'archive',
    with: { table: `${schema}.${oddName}`, column, keep: '30d', hold: '0s', archive: { folder: folder.path } },
  })
  expect(await care.run()).toMatchObject({ state: 'converged', stepsDone: 6 })
  const client = await sessionOf(database.url, 'eye')
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = ${quoteLiteral(quoteIdentifier(schema))}::regnamespace and relkind in ('r', 'p')`,
  )
  expect(new Set(rows.map(({ name }) => name))).toEqual(new Set([oddName, partName('q')]))
  expect((await client.query(`select count(*)::int as rows, max(id) as last from ${table(oddName)}`)).rows).toEqual([
    { rows: 59, last: 59 },
  ])
  expect(await archivedNumbers(folder.path, 'id')).toEqual(Array.from({ length: 41 }, (_, n) => 60 + n))
})

it('tables whose names read alike without their quotes are vacuumed each', async () => {
  await using database = await testDatabase()
  const tables = [
    quoteIdentifier('a.b', 'c'),
    quoteIdentifier('a', 'b.c'),
    quoteIdentifier('public', 'A'),
    quoteIdentifier('public', 'a'),
    quoteIdentifier('public', `"a"`),
  ]
  await statements(
    database.url,
    'create schema a',
    'create schema "a.b"',
    ...tables.flatMap((table) => [
      `create table ${table} (id int) with (autovacuum_enabled = false)`,
      `insert into ${table} select generate_series(1, 1000)`,
      `delete from ${table}`,
    ]),
  )
  const client = await sessionOf(database.url, 'eye')
  const dead = `select pg_stat_get_dead_tuples(t::regclass)::int as dead from unnest($1::text[]) t`
  await until(client, `select bool_and(dead = 1000) from (${dead}) d`, [tables])
  await using care = await underCare(vacuum, database.url, {})
  expect(await care.run()).toMatchObject({ state: 'converged' })
  expect((await client.query(dead, [tables])).rows).toEqual(tables.map(() => ({ dead: 0 })))
})
