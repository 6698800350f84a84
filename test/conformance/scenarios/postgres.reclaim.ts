import assert from 'node:assert/strict'
import { quoteIdentifier, quoteLiteral } from '../../../src/base/sql.ts'
import { oddName, inSessions, valueOf, worldAt } from '../postgres-world.ts'
import type { Bench, Scenario } from '../scenario.ts'

const odd = quoteIdentifier('odd schema', oddName)

/** pg_repack is packaged for the machine's own server; on the other VACUUM FULL has to do. */
const hasRepack = ({ major }: Bench): boolean => major === 15

/** What pg_repack leaves when it is killed after its first transaction. */
const leftover = [
  `do $$ begin execute format('create table repack.log_%s (id bigserial primary key)', ${quoteLiteral(odd)}::regclass::oid); end $$`,
  `create trigger repack_trigger after insert or update or delete on ${odd} for each row execute procedure repack.repack_trigger('id')`,
  `create table repack.table_4000000001 (id int)`,
]

export default [
  {
    title: 'a table that is mostly air, and where there is a pg_repack, what a killed one left',
    expects: 'steps',
    make: async (bench) => {
      const { url } = await bench.database()
      await inSessions(
        url,
        [
          'create schema "odd schema"',
          `create table ${odd} (id int primary key, note text) with (autovacuum_enabled = false)`,
          `insert into ${odd} select i, md5(i::text) from generate_series(1, 10000) i`,
          `delete from ${odd} where id % 10 <> 0`,
        ],
        [`vacuum (analyze) ${odd}`, ...(hasRepack(bench) ? ['create extension pg_repack', ...leftover] : [])],
      )
      return worldAt(url, {
        params: { 'min-gain': '100 KiB', full: !hasRepack(bench), wait: '20s' },
        proven: async () => {
          assert.equal(await valueOf(url, `select pg_relation_size(${quoteLiteral(odd)}::regclass) < 200000 as value`), true)
          assert.equal(await valueOf(url, `select count(*)::int as value from ${odd}`), 1000)
          assert.equal(await valueOf(url, `select count(*)::int as value from pg_trigger where tgname = 'repack_trigger'`), 0)
          assert.equal(
            await valueOf(
              url,
              `select count(*)::int as value from pg_class where relnamespace = to_regnamespace('repack') and relname ~ '_[0-9]+$' and relkind = 'r'`,
            ),
            0,
          )
        },
      })
    },
  },
  {
    title: 'a table that is mostly air, and nothing that may give its room back',
    expects: 'findings',
    make: async (bench) => {
      const { url } = await bench.database()
      await inSessions(
        url,
        [
          'create table airy (id int, note text) with (autovacuum_enabled = false)',
          `insert into airy select i, md5(i::text) from generate_series(1, 10000) i`,
          'delete from airy where id % 10 <> 0',
        ],
        ['vacuum (analyze) airy'],
      )
      const filenode = `select pg_relation_filenode('airy')::int as value`
      const before = await valueOf(url, filenode)
      return worldAt(url, {
        params: { tables: ['airy'], 'min-gain': '100 KiB' },
        proven: async () => assert.equal(await valueOf(url, filenode), before),
      })
    },
  },
] satisfies Scenario[]
