import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { assessHorizon } from './horizon/assess.ts'
import { inspectHorizon } from './horizon/inspect.ts'
import { horizonParams } from './horizon/params.ts'

export default defineProcedure({
  name: 'postgres.horizon',
  title: 'What runs out, and what stands in the way',
  summary:
    'Looks at transaction ids, long and prepared transactions, replication slots and lag, connections, sequences and sessions that wait for locks.',
  target: postgres,
  params: horizonParams,
  docs: `Looks only; it has no steps. Nothing of it takes a lock that anybody could notice.

| what | finding |
|---|---|
| transaction and multixact ids | the oldest of a database at \`freeze-age-warn\` (90 %) of autovacuum_freeze_max_age or autovacuum_multixact_freeze_max_age; critical at 1.3 billion. The oldest tables are named, with their TOAST |
| statements | one that runs for longer than \`active\` (5 min) |
| transactions | idle for longer than \`idle-in-transaction\` (60 s), or open for longer than \`transaction\` (30 min) however busy |
| prepared transactions | older than \`prepared\` (5 min) |
| sessions that wait for locks | as a tree, who waits for whom, when one has waited for longer than \`blocked\` (10 s) |
| replication slots | unused for \`slot-inactive\` (5 min), more WAL kept than \`slot-behind\` (1 GiB), dead rows of more transactions than \`xmin-age\`; lost or about to be (critical); no limit to what they keep (info) |
| standbys | further behind than \`replication-lag\` (30 s), or nobody knows how far; dead rows kept by hot_standby_feedback |
| this server as a standby | not connected (critical), behind, replay paused |
| connections | \`connections-warn\` (80 %) of max_connections, with who has them; critical from 95 % of those that are not kept for superusers |
| sequences | \`sequences-warn\` (85 %) of the range used; critical from 95 %. The range ends with the narrowest column that it fills: a bigint sequence before an integer column ends at 2,147,483,647 |

**When ids run out** the cure has an order: end whoever holds the horizon (the finding names them), then a plain VACUUM of the oldest tables; neither single-user
mode nor VACUUM FULL. Limits are those of the project's rules for PostgreSQL, which follow PostgreSQL's documentation (25.1.5, Preventing Transaction ID
Wraparound Failures), check_postgres and PgHero.

A finding about sessions is one for each database, user and application, so that it stays the same when the sessions are others. Query texts are cut and shown
without their literals. A role without \`pg_monitor\` sees its own sessions only: the report says so, and findings about others stay open.`,
  example: `horizon:
  does: postgres.horizon
  target: funding
  every: every 5m
  with:
    ignore-applications: [pg_dump]
    slot-behind: 4 GiB`,
  inspect: ({ target, params }) => inspectHorizon(target, params),
  assess: assessHorizon,
})
