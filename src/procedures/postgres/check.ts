import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { assessCheck } from './check/assess.ts'
import { inspectCheck } from './check/inspect.ts'
import { checkParams } from './check/params.ts'

export default defineProcedure({
  name: 'postgres.check',
  title: 'Check a PostgreSQL server',
  summary:
    'Looks whether the server answers, is supported and safely set, and whether connections, transaction ids or sessions are in trouble.',
  target: postgres,
  params: checkParams,
  docs: `Looks only; it has no steps. A server that doesn't answer fails the run.

| what | finding |
|---|---|
| version | no fixes any more (critical), or for less than 180 days; dates from postgresql.org/support/versioning |
| settings | fsync, full_page_writes, autovacuum or track_counts off, zero_damaged_pages or ignore_checksum_failure on (critical) |
| connections | \`connections-warn\` (80 %) of max_connections in use, with who has them; critical from 95 % of those that are not kept for superusers |
| damaged pages | any checksum failure since the statistics were reset (critical) |
| indexes | invalid ones that nobody is building just now |
| transaction and multixact ids | the oldest of a database at 90 % of autovacuum_freeze_max_age; critical at 1.3 billion |
| sessions | idle in a transaction for longer than \`idle-in-transaction\` (60 s), a statement longer than \`active\` (5 min); one finding for each application and user |

A role without \`pg_monitor\` sees its own sessions only; the report says so, and findings about others stay open. Query texts are cut to 120 characters and shown
without their literals. Upkeep's own sessions are left out. A standby is checked in the same way.`,
  example: `health:
  does: postgres.check
  target: funding
  every: every 5m
  with:
    ignore-applications: [pg_dump]`,
  inspect: ({ target }) => inspectCheck(target),
  assess: assessCheck,
})
