import assert from 'node:assert/strict'
import { quoteIdentifier, quoteLiteral } from '../../../src/base/sql.ts'
import { connect, oddName, setUp, snapshot, statements, valueOf } from '../postgres-world.ts'
import type { Scenario } from '../scenario.ts'

const odd = quoteIdentifier(oddName)
const nothing = { query: 'select true as ok' }

export default [
  {
    title: 'a sequence with an odd name at its end, and a transaction that idles before one that waits for it',
    expects: 'findings',
    make: async (bench) => {
      const { url } = await bench.database()
      const made = [
        `create sequence ${odd} maxvalue 100`,
        `select setval(${quoteLiteral(odd)}, 99)`,
        'create table public.t (id int primary key)',
      ]
      await setUp(url, (client) => statements(client, ...made), nothing)
      const [holder, waiting] = [await connect(url), await connect(url)]
      await statements(holder, 'begin', 'lock table public.t')
      const waited = waiting.query('select from public.t')
      await setUp(url, async () => {}, {
        query:
          'select exists (select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())) as ok',
      })
      return {
        config: { url },
        params: { 'idle-in-transaction': '1ms', blocked: '1ms' },
        snapshot: () => valueOf(url, `select last_value::int as value from ${odd}`),
        proven: async () => assert.equal(await valueOf(url, `select last_value::int as value from ${odd}`), 99),
        close: async () => {
          await holder.end()
          await waited
          await waiting.end()
        },
      }
    },
  },
  {
    title: 'nothing in the way',
    expects: 'nothing',
    make: async (bench) => {
      const { url } = await bench.database()
      return { config: { url }, params: {}, snapshot: () => snapshot(url), proven: async () => {}, close: async () => {} }
    },
  },
] satisfies Scenario[]
