import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { openStore } from '../../src/store/db.ts'
import { testDatabase } from '../harness/index.ts'

it('a connection that is ended in a transaction, between two statements, is an error of that transaction alone', async () => {
  await using database = await testDatabase()
  const store = openStore(database.url, { maxConnections: 2 })
  const work = store.tx(async (db) => {
    const own = await db.first<{ pid: number }>(sql`select pg_backend_pid() as pid`)
    await store.query(sql`select pg_terminate_backend(${own!.pid}, 30000)`)
    await db.query(sql`select 1`)
  })
  await expect(work).rejects.toMatchObject({ name: 'RemoteError', transient: true })
  expect(await store.first(sql`select 1 as one`)).toEqual({ one: 1 })
  await store.close()
})

it('a connection that was ended unnoticed before a transaction is an error that a retry may cure, and no bug', async () => {
  await using database = await testDatabase()
  const store = openStore(database.url, { maxConnections: 1 })
  const idle = await store.first<{ pid: number }>(sql`select pg_backend_pid() as pid`)
  // Nothing else is heard in this process meanwhile: the pool still takes the connection for a good one.
  execFileSync('psql', [database.url, '-XAtc', `select pg_terminate_backend(${idle!.pid}, 60000)`])
  await expect(store.tx((db) => db.query(sql`select 1`))).rejects.toMatchObject({ name: 'RemoteError', transient: true })
  expect(await store.tx((db) => db.first(sql`select 1 as one`))).toEqual({ one: 1 })
  await store.close()
})

it('a transaction in which nothing happens is ended by the server, and its locks with it', async () => {
  await using database = await testDatabase()
  const store = openStore(database.url, { maxConnections: 2 })
  await store.run(sql`create table things as select 1 as id`)
  const frozen = store.tx(async (db) => {
    await db.query(sql`select * from things for update`)
    expect(await store.query(sql`select * from things for update`)).toHaveLength(1)
    await db.query(sql`select 1`)
  })
  await expect(frozen).rejects.toMatchObject({ name: 'RemoteError', transient: true })
  await store.close()
})
