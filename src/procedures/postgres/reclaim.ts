import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { applyReclaim } from './reclaim/apply.ts'
import { assessReclaim } from './reclaim/assess.ts'
import { inspectReclaim } from './reclaim/inspect.ts'
import { reclaimParams } from './reclaim/params.ts'

export default defineProcedure({
  name: 'postgres.reclaim',
  title: 'Give back the room of bloated tables',
  summary:
    'Finds tables that are mostly air, and writes them anew: with pg_repack where it can be, with VACUUM FULL only where the task allows it and a person says yes.',
  target: postgres,
  params: reclaimParams,
  docs: `VACUUM makes the room of dead rows usable again; it does not give it back to the disk. **Bloated** is a table of which at least \`min-bloat\` percent, and at least \`min-gain\`,
would be gone if it were written anew, TOAST included. That is [ioguix's estimate](https://github.com/ioguix/pgsql-bloat-estimation) from the planner's statistics, with the padding between
columns. An estimate counts only after a fresh ANALYZE: where more than 2 % of the rows have changed since the last one (or none is on record, as after a crash), and that could make the difference, the plan
analyzes the table first. Once this task has written a table anew, its size of then, for its rows of now, takes the place of the estimate. Where the extension pgstattuple is installed,
candidates are confirmed with \`pgstattuple_approx\`: at most \`confirm-up-to\` in one look, and not while a stop signal stands.

**The cure** is the first of these that can be done:

1. **Dropping partitions.** For a partition by ranges of time there is no step but a finding: postgres.retention gives its room back without a copy. Name the partition itself in \`tables\` to have it written anew.
2. **pg_repack**, where its extension is in the database and its program, of the very same version, on the machine on which Upkeep works; the table needs a primary key, or a unique index of columns that are NOT NULL, and must not be unlogged.
   Others read and write while it copies; it locks the table for a moment at the beginning and at the end. It runs with \`--no-kill-backend\`: when it doesn't get a lock within \`wait\` it gives up, and cancels nobody.
3. **VACUUM FULL**, only with \`full: true\`: nobody can use the table until it is done, so a person is always asked, whatever the task's policy.

Both run in a window only. Otherwise a finding says what is missing.

**Room.** pg_repack needs twice the table with its indexes, VACUUM FULL once. What is free is seen where the server runs on this machine, and has to be told with \`room\` elsewhere. Without enough room, or
without knowing, nothing is done, and a finding says so. The step measures what it really freed, beside what was expected.

**Waiting.** The task pauses before a step while a transaction has been open for longer than \`max-transaction\`: pg_repack waits for every transaction of its database. It is stopped (with SIGINT, so that
it clears up after itself) when it waits longer than \`wait\`.

**Leftovers.** A pg_repack that is killed leaves a trigger that logs each write to the table, and its log, copy and type in the schema \`repack\`. They are cleared away when no session holds
pg_repack's lock on that table.`,
  example: `reclaim:
  does: postgres.reclaim
  target: funding
  every: monthly on 1 at 04:00
  window: night
  with:
    tables: [funding_rates_historical]
    min-gain: 1 GiB`,
  inspect: ({ target, params, ctx }) => inspectReclaim(target, params, ctx),
  assess: assessReclaim,
  apply: (step, { target, params, ctx }) => applyReclaim(step, target, params, ctx),
})
