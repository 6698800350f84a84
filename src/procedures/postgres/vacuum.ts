import postgres from '../../targets/postgres/index.ts'
import { workingOn } from '../../targets/postgres/working-on.ts'
import { defineProcedure } from '../contract.ts'
import { assessVacuum } from './vacuum/assess.ts'
import { careForTable } from './vacuum/care.ts'
import type { CareArgs } from './vacuum/care.ts'
import { inspectVacuum } from './vacuum/inspect.ts'
import { vacuumParams } from './vacuum/params.ts'

export default defineProcedure({
  name: 'postgres.vacuum',
  title: 'Vacuum and analyze',
  summary: 'Removes dead rows and refreshes planner statistics of the tables that are due, and names whoever keeps dead rows alive.',
  target: postgres,
  params: vacuumParams,
  docs: `Looks at the counters that PostgreSQL itself keeps, and takes no lock on any table for that.

**Due** is a table by PostgreSQL's own rules for autovacuum, with its own storage parameters before the server's settings: dead rows over
\`autovacuum_vacuum_threshold + autovacuum_vacuum_scale_factor × rows\` (its TOAST table too), inserted rows over the insert threshold, changed rows over
the analyze threshold. It is due too when its rows have not been frozen for 90 % of \`autovacuum_freeze_max_age\` (or its multixact like): before autovacuum
forces itself upon it; then the statement says \`FREEZE\`. A table with autovacuum switched off is held to the same numbers.

**Each step is one table:** \`VACUUM (SKIP_LOCKED, TRUNCATE false)\`, where the version has them with \`BUFFER_USAGE_LIMIT\` and \`SKIP_DATABASE_STATS\` (all but the
last), then \`ANALYZE\` on its own (lock 5 s, statement 120 s). It never stands in a lock queue; a table that another session keeps locked through
\`lock-tries\` is reported as not done, with that session's name, and stays due. Progress comes from \`pg_stat_progress_vacuum\`.

**A partitioned table** has planner statistics about all its rows, which autovacuum never makes: they are as old as the last ANALYZE that somebody ran. It is analyzed when it
has rows and no statistics, and when more rows of its partitions have changed since than \`autovacuum_analyze_threshold + autovacuum_analyze_scale_factor × rows\`, of all its partitions
together. PostgreSQL keeps no such count, so this task compares the counters of the partitions with those of its own earlier looks. From 18 on the statement is \`ANALYZE (SKIP_LOCKED) ONLY\`; in
older versions ANALYZE reads each partition a second time, for that partition's own statistics, but for those that are locked.

**Who keeps dead rows alive** is a finding: transactions older than \`holder-age\`, prepared ones, and slots or standbys that keep rows for over a million
transactions. VACUUM can't pass them. A table that was vacuumed and is still over its limit while the horizon has not moved is reported with the holder's
name, and no step is planned for it until the horizon moves: another VACUUM would be in vain.

A table that runs over its limit again right after its care is an \`info\` finding: the task, or autovacuum, comes too seldom for it.

A crash, a restore and \`pg_stat_reset\` empty the counters. A table with rows from before that, which nobody has vacuumed or analyzed since, is listed as not looked
at rather than taken for clean: \`ANALYZE\` makes its dead rows known again.

A standby is not vacuumed: its primary is. System catalogs are left to autovacuum.`,
  example: `vacuum:
  does: postgres.vacuum
  target: funding
  every: daily at 03:30
  with:
    min-dead-rows: 1000`,
  inspect: ({ target, params, ctx }) => inspectVacuum(target, params, ctx),
  assess: assessVacuum,
  apply: (step, { target, params, ctx }) => {
    const args = step.args as CareArgs
    return workingOn(target, args, () => careForTable(target, args, params, ctx))
  },
})
