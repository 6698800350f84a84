import { expect, it } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { openStore } from '../../src/store/db.ts'
import { openLink } from '../fixtures/silent-link.ts'
import { testDatabase } from '../harness/index.ts'

it('a server that is gone without a word is given up, also in a transaction, and the next statement is answered over a new connection', async () => {
  await using database = await testDatabase()
  const link = await openLink(database.url)
  const store = openStore(link.url, { maxConnections: 2, statementTimeoutMs: 500 })
  const begun = Promise.withResolvers<void>()
  const silent = Promise.withResolvers<void>()
  const inside = store.tx(async (db) => {
    await db.query(sql`select 1`)
    begun.resolve()
    await silent.promise
    await db.query(sql`select 1`)
  })
  await begun.promise
  await store.query(sql`select 1`)
  link.silence()
  silent.resolve()
  const both = await Promise.allSettled([inside, store.query(sql`select 1`)])
  expect(both).toMatchObject([{ reason: { name: 'RemoteError', transient: true } }, { reason: { name: 'RemoteError', transient: true } }])
  expect(await store.first(sql`select 1 as one`)).toEqual({ one: 1 })
  await store.close()
  await link.close()
})
