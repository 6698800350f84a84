import { expect, it } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { openStore } from '../../src/store/db.ts'
import { testDatabase } from '../harness/index.ts'

it('a connection that is ended in a transaction, between two statements, is an error of that transaction alone', async () => {
  await using database = await testDatabase()
  const store = openStore(database.url, { maxConnections: 2 })
  const work = store.tx(async (db) => {
    const own = await db.first<{ pid: number }>(sql`select pg_backend_pid() as pid`)
    await store.query(sql`select pg_terminate_backend(${own!.pid}, 5000)`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await db.query(sql`select 1`)
  })
  await expect(work).rejects.toThrow(/connection/i)
  expect(await store.first(sql`select 1 as one`)).toEqual({ one: 1 })
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
  await expect(frozen).rejects.toThrow(/connection|idle-in-transaction/i)
  await store.close()
})
