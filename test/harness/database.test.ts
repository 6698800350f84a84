import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { testDatabase } from './database.ts'
import { withClient } from './admin.ts'

const databaseNames = async () => {
  const result = await withClient(inject('clusterUrl'), async (client) =>
    client.query<{ datname: string }>('select datname from pg_database'),
  )
  return result.rows.map((row) => row.datname)
}

test('each test database is empty and its own', async () => {
  await using first = await testDatabase()
  await using second = await testDatabase()
  await withClient(first.url, async (client) => client.query('create table only_here (x int)'))
  const tables = await withClient(second.url, async (client) => client.query("select 1 from pg_tables where schemaname = 'public'"))
  expect(tables.rowCount).toBe(0)
  expect(first.name).not.toBe(second.name)
})

test('closing a test database ends the sessions in it and drops it', async () => {
  const database = await testDatabase()
  const stray = new pg.Client(database.url)
  const broken = new Promise<Error>((resolve) => stray.on('error', resolve))
  await stray.connect()
  await database.close()
  expect((await broken).message).toMatch(/terminat/)
  expect(await databaseNames()).not.toContain(database.name)
})

test('the store template is migrated once and copied for each', async () => {
  const databases = await Promise.all([1, 2, 3].map(() => testDatabase({ template: 'store' })))
  const counts = await Promise.all(
    databases.map((database) =>
      withClient(
        database.url,
        async (client) => (await client.query("select count(*)::int as n from pg_tables where schemaname = 'upkeep'")).rows[0].n as number,
      ),
    ),
  )
  expect(counts[0]).toBeGreaterThan(0)
  expect(new Set(counts).size).toBe(1)
  await Promise.all(databases.map((database) => database.close()))
})
