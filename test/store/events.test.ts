import { expect, it } from 'vitest'
import { createLogger } from '../../src/base/logger.ts'
import { sql } from '../../src/base/sql.ts'
import { openStore } from '../../src/store/db.ts'
import { announce, subscribe } from '../../src/store/event.ts'
import type { StoreEvent } from '../../src/store/event.ts'
import { openLink } from '../fixtures/silent-link.ts'
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

it('a server that is gone without a word is noticed, the connection made anew, and whoever listens is told to look', async () => {
  await using database = await testDatabase()
  const link = await openLink(database.url)
  const store = openStore(database.url)
  const times = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const heard = Promise.withResolvers<StoreEvent>()
  let listened = 0
  const subscription = subscribe(link.url, heard.resolve, () => times[listened++]?.resolve(), createLogger({ level: 'silent' }), {
    askEveryMs: 200,
    answerMs: 3_000,
  })
  await times[0]!.promise
  link.silence()
  await times[1]!.promise
  await announce(store, { kind: 'run', id: 'after' })
  expect(await heard.promise).toEqual({ kind: 'run', id: 'after' })
  await subscription.close()
  await store.close()
  await link.close()
})
