import { snapshot, setUp, statements } from '../postgres-world.ts'
import type { Scenario, World } from '../scenario.ts'

const worldAt = (url: string, params: World['params']): World => ({
  config: { url },
  params,
  snapshot: () => snapshot(url),
  proven: async () => {},
  close: async () => {},
})

export default [
  {
    title: 'a statement over the limit',
    expects: 'findings',
    make: async (bench) => {
      const { url } = await bench.database()
      const slow = Array.from({ length: 10 }, () => 'select pg_sleep(0.005)')
      await setUp(url, (client) => statements(client, 'create extension pg_stat_statements', ...slow), { query: 'select true as ok' })
      return worldAt(url, { mean: '4ms' })
    },
  },
  {
    title: 'a database without pg_stat_statements',
    expects: 'findings',
    make: async (bench) => worldAt((await bench.database()).url, {}),
  },
  {
    title: 'fast statements only',
    expects: 'nothing',
    make: async (bench) => {
      const { url } = await bench.database()
      await setUp(url, (client) => statements(client, 'create extension pg_stat_statements', 'select 1'), { query: 'select true as ok' })
      return worldAt(url, { mean: '1m' })
    },
  },
] satisfies Scenario[]
