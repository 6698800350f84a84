import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { applyReindex } from './reindex/apply.ts'
import { assessReindex } from './reindex/assess.ts'
import { inspectReindex } from './reindex/inspect.ts'
import { reindexParams } from './reindex/params.ts'

export default defineProcedure({
  name: 'postgres.reindex',
  title: 'Rebuild bloated indexes',
  summary:
    'Rebuilds indexes that have grown far beyond what their rows need, one at a time and without locks, and clears away what interrupted rebuilds left.',
  target: postgres,
  params: reindexParams,
  docs: `**Bloated** is a btree index of \`min-size\` or more of which at least \`min-bloat\` percent would be gone if it were built anew. That is
[ioguix's estimate](https://github.com/ioguix/pgsql-bloat-estimation) from the planner's statistics, with the padding between columns. An estimate counts only after a fresh
ANALYZE: where more than 2 % of a table's rows have changed since the last one (or none is on record, as after a crash), and that could make the difference, the plan analyzes the table
first, and rebuilds its index if it is bloated by then. Once this task has rebuilt an index, its size of then, for its rows of now, takes the place of the estimate.

Where the extension pgstattuple is installed (\`CREATE EXTENSION pgstattuple\`), candidates are read through with \`pgstatindex\` and the estimate is corrected: at most \`confirm-up-to\` in one
look, and not while a stop signal stands. The estimate knows no deduplication: of indexes with many equal keys it finds too little bloat, never too much.

**A rebuild** is \`REINDEX INDEX CONCURRENTLY\`, one index after the other: readers and writers notice no lock. It begins only when no other session holds the lock of the table that it
needs, and pauses before it begins while a transaction is open for longer than \`max-transaction\` that it would have to wait for. While it runs, it waits at each stage up to \`wait\` for
transactions that began before it, and then gives up with their names. It needs room for twice the index: what is free is seen where the server runs on this machine, and has to be told
with \`room\` elsewhere; without either, nothing is rebuilt and a finding says so.

**Indexes of exclusion constraints** can't be built concurrently: for them the step is a plain \`REINDEX INDEX\`, which keeps writers out, and runs only in a window.

**Leftovers.** A rebuild that is killed leaves an invalid index, named as its index with \`_ccnew\` or \`_ccold\` behind it (or \`_ccnew1\` and so on). It is dropped (\`DROP INDEX
CONCURRENTLY\`) when it is invalid, when another index of the same table has the name that it was made from, and when nobody works on that table; a valid index of such a name is somebody's own.
Other invalid indexes are rebuilt, which makes them valid.

Indexes of system catalogs and TOAST tables are left alone, but for leftovers. Of other kinds than btree there is no estimate, nor is there one,
without pgstattuple, of a partial index of texts and the like, since the statistics of a table say nothing of some of its rows: they are listed as not looked at.`,
  example: `reindex:
  does: postgres.reindex
  target: funding
  every: monthly on 1 at 03:00
  with:
    tables: [exchange_data, funding_rates_historical]
    min-bloat: 30`,
  inspect: ({ target, params, ctx }) => inspectReindex(target, params, ctx),
  assess: assessReindex,
  apply: (step, { target, params, ctx }) => applyReindex(step, target, params, ctx),
})
