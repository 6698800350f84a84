import { z } from 'zod'
import type { CheckObservation } from '../../procedures/postgres/check/observation.ts'
import type { SizeObservation } from '../../procedures/postgres/size/inspect.ts'
import type { CheckObservation as SqliteCheckObservation } from '../../procedures/sqlite/check/inspect.ts'
import { readerOf, see } from './looks.ts'
import type { Looks } from './looks.ts'

export const serverView = z
  .object({
    name: z.string().nullable().describe('The database as its server calls it; of SQLite the path of its file.'),
    version: z.string().nullable(),
    standby: z.boolean().nullable(),
    startedAt: z.string().nullable(),
  })
  .describe('Which database it is, as far as it has been looked at.')
export type ServerView = z.infer<typeof serverView>

const checkReader = readerOf<CheckObservation>()(
  'postgres.check',
  z.object({ versionText: z.string(), standby: z.boolean(), startedAt: z.string() }),
)
const nameReader = readerOf<SizeObservation>()('postgres.size', z.object({ database: z.string() }))
const pathReader = readerOf<SqliteCheckObservation>()('sqlite.check', z.object({ path: z.string() }))

export function serverOf(looks: Looks, kind: string): ServerView {
  if (kind === 'sqlite') return { name: see(looks, pathReader).observation?.path ?? null, version: null, standby: null, startedAt: null }
  const seen = see(looks, checkReader).observation
  return {
    name: see(looks, nameReader).observation?.database ?? null,
    version: seen?.versionText ?? null,
    standby: seen?.standby ?? null,
    startedAt: seen?.startedAt ?? null,
  }
}
