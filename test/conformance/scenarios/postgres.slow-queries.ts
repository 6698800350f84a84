import { setUp, statements, worldAt } from '../postgres-world.ts'
import type { Scenario } from '../scenario.ts'

export default [
  {
    title: 'a statement over the limit',
    expects: 'findings',
    make: async (bench) => {
      const { url } = await bench.database()
      // Slower than any of the look's own statements, which are counted too, becomes on a busy machine.
      const slow = Array.from({ length: 10 }, () => 'select pg_sleep(0.02)')
      await setUp(url, (client) => statements(client, 'create extension pg_stat_statements', ...slow), { query: 'select true as ok' })
      return worldAt(url, { params: { mean: '19ms' }, proven: async () => {} })
    },
  },
  {
    title: 'a database without pg_stat_statements',
    expects: 'findings',
    make: async (bench) => worldAt((await bench.database()).url, { params: {}, proven: async () => {} }),
  },
  {
    title: 'fast statements only',
    expects: 'nothing',
    make: async (bench) => {
      const { url } = await bench.database()
      await setUp(url, (client) => statements(client, 'create extension pg_stat_statements', 'select 1'), { query: 'select true as ok' })
      return worldAt(url, { params: { mean: '1m' }, proven: async () => {} })
    },
  },
] satisfies Scenario[]
