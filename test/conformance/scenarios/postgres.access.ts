import { quoteIdentifier } from '../../../src/base/sql.ts'
import { inSessions, oddName, setUp, statements, worldAt } from '../postgres-world.ts'
import type { Scenario } from '../scenario.ts'

const odd = quoteIdentifier(oddName)
export default [
  {
    title: 'a table with an odd name that everybody may change',
    expects: 'findings',
    make: async (bench) => {
      const { url } = await bench.database()
      await setUp(url, (client) => statements(client, `create table ${odd} (id int)`, `grant all on ${odd} to public`), {
        query: 'select true as ok',
      })
      return worldAt(url, { params: { 'no-expiry': 'off' }, proven: async () => {} })
    },
  },
  {
    title: 'nothing but what it was made with',
    expects: 'nothing',
    make: async (bench) => {
      const { url } = await bench.database()
      await inSessions(url, ['revoke create on schema public from public']) // which PostgreSQL 14 gives
      return worldAt(url, { params: { 'no-expiry': 'off', superusers: ['*'], privileged: ['*'] }, proven: async () => {} })
    },
  },
] satisfies Scenario[]
