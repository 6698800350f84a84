import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { appendAudit, verifyAudit } from '../../src/store/audit.ts'
import { openStore } from '../../src/store/db.ts'
import type { Store } from '../../src/store/db.ts'
import { testDatabase } from '../harness/index.ts'
import type { TestDatabase } from '../harness/index.ts'

describe('the audit', () => {
  const opened: { store: Store; database: TestDatabase }[] = []
  let store: Store
  beforeEach(async () => {
    const database = await testDatabase({ template: 'store' })
    store = openStore(database.url)
    opened.push({ store, database })
    for (let n = 1; n <= 5; n += 1) await appendAudit(store, { actor: 'ann', action: 'did', subject: `thing:${n}`, detail: { n } })
  })
  afterAll(async () => {
    for (const { store: each, database } of opened) {
      await each.close()
      await database.close()
    }
  })
  /** What an intruder with the database's password does. */
  const behindItsBack = (statement: string): Promise<unknown> =>
    store.tx(async (db) => {
      await db.query({ text: 'alter table upkeep.audit disable trigger all', values: [] })
      await db.query({ text: statement, values: [] })
      await db.query({ text: 'alter table upkeep.audit enable trigger all', values: [] })
    })

  it('is intact after entries of several transactions at once', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        store.tx((db) =>
          appendAudit(db, { actor: 'bob', action: 'did', subject: `other:${n}` }, { actor: 'bob', action: 'did', subject: `more:${n}` }),
        ),
      ),
    )
    expect(await verifyAudit(store)).toMatchObject({ intact: true, entries: 85, brokenAt: null })
  })

  it('leaves out what a rolled back transaction wrote', async () => {
    await store
      .tx(async (db) => {
        await appendAudit(db, { actor: 'ann', action: 'did', subject: 'thing:6' })
        throw new Error('no')
      })
      .catch(() => {})
    expect(await verifyAudit(store)).toMatchObject({ intact: true, entries: 5 })
  })

  it.each(["update upkeep.audit set actor = 'eve'", 'delete from upkeep.audit', 'truncate upkeep.audit'])(
    'refuses: %s',
    async (statement) => {
      await expect(store.query({ text: statement, values: [] })).rejects.toThrow('the audit is append-only')
    },
  )

  it.each([
    ['a changed entry', "update upkeep.audit set actor = 'eve' where seq = 3", 3],
    ['a changed detail', "update upkeep.audit set detail = '{}' where seq = 4", 4],
    ['a removed entry', 'delete from upkeep.audit where seq = 3', 4],
    ['a removed first entry', 'delete from upkeep.audit where seq = 1', 2],
    ['a cut-off end', 'delete from upkeep.audit where seq = 5', 5],
    ['all removed', 'delete from upkeep.audit', 1],
    [
      'an entry of which the hash was made to fit alone',
      "update upkeep.audit a set actor = 'eve', hash = upkeep.audit_hash((select hash from upkeep.audit where seq = 2), seq, at, 'eve', action, subject, detail) where seq = 3",
      4,
    ],
  ])('finds %s', async (_, statement, brokenAt) => {
    await behindItsBack(statement)
    expect(await verifyAudit(store)).toMatchObject({ intact: false, brokenAt })
  })

  it('is empty and intact in a new database', async () => {
    await using database = await testDatabase({ template: 'store' })
    const fresh = openStore(database.url)
    expect(await verifyAudit(fresh)).toMatchObject({ intact: true, entries: 0 })
    await fresh.close()
  })
})
