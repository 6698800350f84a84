import { expect, it } from 'vitest'
import { createLogger } from '../../src/base/logger.ts'
import { sql } from '../../src/base/sql.ts'
import { openStore } from '../../src/store/db.ts'
import { announce, subscribe } from '../../src/store/event.ts'
import type { StoreEvent } from '../../src/store/event.ts'
import { testDatabase } from '../harness/index.ts'

it('what others notify on the channel is passed over, and our own events still come', async () => {
  await using database = await testDatabase()
  const store = openStore(database.url)
  const listening = Promise.withResolvers<void>()
  const seen: StoreEvent[] = []
  const ours = Promise.withResolvers<void>()
  const subscription = subscribe(
    database.url,
    (event) => {
      seen.push(event)
      if (event.id === 'last') ours.resolve()
    },
    listening.resolve,
    createLogger({ level: 'silent' }),
  )
  await listening.promise
  for (const payload of ['', 'hello', 'null', '7', '{"kind":"run"}']) await store.query(sql`select pg_notify('upkeep', ${payload})`)
  await announce(store, { kind: 'run', id: 'last' })
  await ours.promise
  expect(seen).toEqual([{ kind: 'run', id: 'last' }])
  await subscription.close()
  await store.close()
})
