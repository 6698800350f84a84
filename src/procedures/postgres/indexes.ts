import postgres from '../../targets/postgres/index.ts'
import { workingOn } from '../../targets/postgres/working-on.ts'
import { defineProcedure } from '../contract.ts'
import { assessIndexes } from './indexes/assess.ts'
import { dropIndex } from './indexes/drop.ts'
import { inspectIndexes } from './indexes/inspect.ts'
import { indexesParams } from './indexes/params.ts'
import type { DropArgs } from './indexes/steps.ts'

export default defineProcedure({
  name: 'postgres.indexes',
  title: 'Review indexes',
  summary:
    'Finds indexes that are unused, duplicate, invalid or missing; drops the superfluous ones where the task says so, each with its undo.',
  target: postgres,
  params: indexesParams,
  docs: `Looks at catalogs and counters, and takes no lock on any table for that.

| what | finding |
|---|---|
| **invalid**: left behind by a build that failed; not one that is being built | warning |
| **duplicate**: another one has the same table, method, columns, operator classes, collations, order, expressions, predicate and the parameters that its answers depend on (\`pages_per_range\` of BRIN); or (B-trees that are not unique) the same columns first and more behind them | warning |
| **unused**: no scan since the counters began, at least \`unused-for\` ago, and at least \`min-size\` large | info |
| a **foreign key without an index** on a table from \`min-table-size\` on | info when the counters have counted for \`unused-for\` and no row that it refers to was changed or deleted, else warning |
| a large table that is **read through** more than \`scans-per-day\` times, at least 10,000 rows at a time | info, or warning with a proposal |

**Never called unused** is a primary key, a unique or exclusion constraint or index, the replica identity, what CLUSTER goes by, what an extension or another object needs, and the only
index of a foreign key. A duplicate that is used is not superfluous beside one that nobody uses: then that one is.

**Unknown is not unused.** After a reset of the statistics, or a crash, nothing is called unused until the counters have counted for \`unused-for\`. Standbys count for themselves: while there are any,
nothing is called unused unless \`ignore-standbys\` says that they run no queries. PostgreSQL doesn't tell the age of an index, so one that came after the first look of this task
waits for \`unused-for\` too.

**Proposals.** Where the extensions hypopg and pg_stat_statements are installed, the most costly statements on tables that are read through are planned anew with indexes that
don't exist. A proposal is one that the planner would use, and with which the cost falls to half or less. Such an index is not made by this task: the finding has the statement.

**Each step** (\`drop\` names what for) is one \`DROP INDEX CONCURRENTLY\`, after another look whether it is still superfluous. An unused one must have been watched by this task for the whole of
\`unused-for\`. The statements that make the index again, with its comment, tablespace and statistics targets, stand in the step and in what the run has done. A drop waits for
transactions that use the table, for \`wait\` in each try, and does not begin while one is open for longer than \`max-transaction\`. One that was
interrupted leaves an invalid index, which the next run drops. Indexes of partitioned tables can't be dropped so: they stay findings.

A step is disruptive, since a query may need the index that no counter tells of; it needs a \`window\`. Dropping an invalid one is safe. A standby is looked at, and nothing is dropped there.`,
  example: `indexes:
  does: postgres.indexes
  target: funding
  every: monthly on 3 at 05:00
  window: any
  policy: approve
  with:
    drop: [invalid, duplicate]
    keep: [idx_funding_rates_archive]`,
  inspect: ({ target, params, ctx }) => inspectIndexes(target, params, ctx),
  assess: assessIndexes,
  apply: (step, { target, params, ctx }) => {
    const args = step.args as DropArgs
    const waitsFor = { openMs: params['max-transaction'], which: 'concerned' } as const
    return workingOn(target, { ...args.table, waitsFor }, () => dropIndex(target, args, params, ctx))
  },
})
