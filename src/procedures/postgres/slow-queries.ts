import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { assessSlowQueries } from './slow-queries/assess.ts'
import { inspectSlowQueries } from './slow-queries/inspect.ts'
import { slowQueriesParams } from './slow-queries/params.ts'

export default defineProcedure({
  name: 'postgres.slow-queries',
  title: 'Slow statements',
  summary: 'Lists the statements that took most time since the last look, and finds those that are slow or got slower than they were.',
  target: postgres,
  params: slowQueriesParams,
  docs: `Looks only; it has no steps. It reads pg_stat_statements, of which every version since PostgreSQL 9.6 will do, even one that is older than the
server; where it is missing or not loaded, a finding tells how to get it.

**Since the last look, not since ever.** pg_stat_statements counts from its last reset on. Each look keeps the counters of the 1,000 statements with most time,
and the next one reports the difference. The first look has nothing to compare with and reports since counting began. A reset in between is
noticed: then the numbers are those since the reset, and the report says what was missed. The same goes for single entries that were thrown out and
came back. A statement that was below the 1,000 before is counted roughly: time at least, calls at most.

| what | finding |
|---|---|
| slow | \`mean\` (500 ms) or longer on average, over at least \`min-calls\` (10) calls |
| got slower | \`slower-by\` (2) times its own average before, over at least \`min-calls\` calls before and since, from \`slower-from\` (10 ms) on |
| switched off | pg_stat_statements.track is none or compute_query_id off: nothing is counted |
| evictions | all entries of pg_stat_statements were replaced once since the last look (info) |

A statement that got slower is held to its average from before that, since its own counters soon hold the slow calls too. The finding ends when it takes
less than \`slower-by\` times that average again (or less than \`slower-from\`). One that stays slower keeps its finding for \`new-pace-after\` (4 weeks): you can acknowledge
it meanwhile; then it closes uncured, and the new average counts.

A statement is known by its queryid, over all users of this database. A finding about one that was called too seldom to be judged again stays open, for
a week. Where a finding closes and nothing was seen to get better, the run says so under what was not looked at. Maintenance such as VACUUM, CREATE INDEX or COPY is listed and no finding.

Texts are shown as PostgreSQL normalised them, with what is left of literals and comments taken out. Of utility statements only the first words are
shown, since they may hold passwords (ALTER ROLE). A role without \`pg_monitor\` sees its own statements only; the report says so.`,
  example: `slow-queries:
  does: postgres.slow-queries
  target: funding
  every: daily at 07:00
  with:
    mean: 300ms
    min-calls: 20`,
  inspect: ({ target, params, ctx }) => inspectSlowQueries(target, params, ctx),
  assess: assessSlowQueries,
})
