import { quoteIdentifier } from '../../../src/base/sql.ts'
import { oddName, setUp, snapshot, statements } from '../postgres-world.ts'
import type { Scenario, World } from '../scenario.ts'

const odd = quoteIdentifier(oddName)
const worldAt = (url: string, params: World['params']): World => ({
  config: { url },
  params,
  snapshot: () => snapshot(url),
  proven: async () => {},
  close: async () => {},
})

export default [
  {
    title: 'a table with an odd name that everybody may change',
    expects: 'findings',
    make: async (bench) => {
      const { url } = await bench.database()
      await setUp(url, (client) => statements(client, `create table ${odd} (id int)`, `grant all on ${odd} to public`), {
        query: 'select true as ok',
      })
      return worldAt(url, { 'no-expiry': 'off' })
    },
  },
  {
    title: 'nothing but what it was made with',
    expects: 'nothing',
    make: async (bench) => worldAt((await bench.database()).url, { 'no-expiry': 'off', superusers: ['*'], privileged: ['*'] }),
  },
] satisfies Scenario[]
