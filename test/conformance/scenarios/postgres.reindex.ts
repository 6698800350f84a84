import assert from 'node:assert/strict'
import { quoteIdentifier } from '../../../src/base/sql.ts'
import { connect, oddName, inSessions, valueOf, worldAt } from '../postgres-world.ts'
import type { Scenario } from '../scenario.ts'

const odd = quoteIdentifier('odd schema', oddName)

const invalid = `select count(*)::int as value from pg_index where not indisvalid`

export default [
  {
    title: 'a bloated index of a table with an odd name and old statistics, and the leftover of an interrupted rebuild',
    expects: 'steps',
    make: async (bench) => {
      const { url } = await bench.database()
      await inSessions(
        url,
        [
          'create schema "odd schema"',
          `create table ${odd} (id int, note int) with (autovacuum_enabled = false)`,
          `insert into ${odd} select i, 1 from generate_series(1, 10000) i`,
          `create index "by id" on ${odd} (id)`,
          `create index "by note_ccold" on ${odd} (note)`,
          `delete from ${odd} where id % 10 <> 0`,
        ],
        [`vacuum ${odd}`],
      )
      const client = await connect(url)
      // Fails, and leaves an invalid index as a rebuild would that was killed.
      await client.query(`create unique index concurrently "by id_ccnew" on ${odd} (note)`).catch(() => undefined)
      await client.end()
      return worldAt(url, {
        params: { 'min-size': '64 KiB' },
        proven: async () => {
          assert.equal(await valueOf(url, invalid), 0)
          assert.equal(await valueOf(url, `select pg_relation_size('"odd schema"."by id"') < 100000 as value`), true)
          assert.equal(await valueOf(url, `select count(*)::int as value from ${odd}`), 1000)
          assert.deepEqual(
            await valueOf(
              url,
              `select array_agg(indexname::text order by indexname collate "C") as value from pg_indexes where schemaname = 'odd schema'`,
            ),
            ['by id', 'by note_ccold'],
          )
        },
      })
    },
  },
  {
    title: 'indexes that are as they should be',
    expects: 'nothing',
    make: async (bench) => {
      const { url } = await bench.database()
      await inSessions(
        url,
        ['create table tidy (id int primary key, note text)', `insert into tidy select i, md5(i::text) from generate_series(1, 10000) i`],
        ['reindex table tidy', 'vacuum (analyze) tidy'],
      )
      return worldAt(url, {
        params: { tables: ['tidy'], 'min-size': '64 KiB' },
        proven: async () => assert.equal(await valueOf(url, invalid), 0),
      })
    },
  },
] satisfies Scenario[]
