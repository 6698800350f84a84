import { defineConnector } from '../connector.ts'
import { postgresConfig } from './config.ts'
import { openPostgres } from './open.ts'

export type { PostgresTarget, Transaction } from './target.ts'

export default defineConnector({
  kind: 'postgres',
  title: 'PostgreSQL',
  summary: 'A PostgreSQL database, 14 to 18; a standby can be looked at, not changed.',
  config: postgresConfig,
  example: `funding:
  kind: postgres
  url: \${FUNDING_DATABASE_URL}
  schemas: [public]
  statement-timeout: 30s`,
  open: openPostgres,
})
