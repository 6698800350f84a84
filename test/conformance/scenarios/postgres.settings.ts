import { snapshot, setUp, statements } from '../postgres-world.ts'
import type { Scenario } from '../scenario.ts'

/** The servers of the suite are faster than safe: fsync is off, and that is for all databases on them. */
export default [
  {
    title: 'a server that a crash can destroy, and a setting of this database alone',
    expects: 'findings',
    make: async (bench) => {
      const { url } = await bench.database()
      await setUp(
        url,
        (client) =>
          statements(client, `do $$ begin execute format('alter database %I set work_mem = ''2GB''', current_database()); end $$`),
        { query: `select current_setting('work_mem') = '2GB' as ok` },
      )
      return { config: { url }, params: {}, snapshot: () => snapshot(url), proven: async () => {}, close: async () => {} }
    },
  },
  {
    title: 'settings that are as they are on purpose',
    expects: 'nothing',
    make: async (bench) => {
      const { url } = await bench.database()
      return { config: { url }, params: { accept: ['*'] }, snapshot: () => snapshot(url), proven: async () => {}, close: async () => {} }
    },
  },
] satisfies Scenario[]
