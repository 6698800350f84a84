import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { applyRetention } from './retention/apply.ts'
import { assessRetention } from './retention/assess.ts'
import { inspectRetention } from './retention/inspect.ts'
import { retentionParams } from './retention/params.ts'

export default defineProcedure({
  name: 'postgres.retention',
  title: 'Keep rows for so long',
  summary:
    'Removes rows that are older than the policy: whole partitions where the table has them, else rows in small batches, then vacuums.',
  target: postgres,
  params: retentionParams,
  docs: `**The limit** is the time for which the run is due, less \`keep\`, cut to the unit in which \`keep\` is written (days: midnight UTC; hours: the full hour). So a plan stays
the same while it waits for approval, and until its run has ended. One predicate, \`column < limit\`, counts for the preview and deletes. Rows without a value in
the column stay.

**Partitions.** Where the table is partitioned by ranges of the column, a partition whose range has ended before the limit is marked with a comment, detached
(CONCURRENTLY, unless a default partition forbids it), held for \`hold\` as a table of its own, and dropped after a look that it is still detached and holds expired rows
only: one transaction each. A partition that is partly expired stays until it is wholly. Expired rows of a default partition are deleted as rows.

**TimescaleDB.** Where the table is a hypertable by that column, whole chunks go: \`drop_chunks\` is called with the very argument with which \`show_chunks\` gave the preview; there is no hold. Expired chunks that
are compressed are not archived, and so not dropped by a task that archives. (Tested against a stand-in that keeps to TimescaleDB's documentation, not against TimescaleDB itself.)

**Rows** are deleted in batches of about \`batch-time\` each (sized by a moving average, at most 1,000 rows), each committed: over the heap, page by page, when expired rows
are spread over a fifth of the table's pages or more, else along the index, oldest first. Between two batches it rests for twenty times as long as the last one took (\`nice-ratio\`), and pauses on the stop signals: a standby that lags over 5 s, WAL that
is not archived. A batch that meets a lock gives up after a second and is tried again with growing waits. Then a step of its own vacuums and analyzes the table, when its
thresholds ask for it, with pauses of \`cost-delay\`.

**Archives.** With \`archive: { folder: /srv/archives }\` the rows of one moment are written to a Parquet file first, which is read back and compared row for row
with what the server gave; a table that still holds exactly the rows of its last archive is not archived again. What was written since that moment is not in the archive, and stays: the deletion
asks each row for it, and a partition with such a row is not dropped. Under \`proof: archive\` the file is read again right before each deletion, detach and drop; where it is damaged or gone,
the step is refused. \`upkeep archive restore\` writes the rows back. Archives need the optional package DuckDB on the worker's machine, and room for the rows twice over.

**Nothing is deleted**, and a finding says why, when no index begins with the column (\`without-index: true\`), when no row would be left (\`allow-empty: true\`), when
foreign keys would pass the deletion on to other tables (\`cascade: true\`; never with \`archive\`, which holds no rows of those), when rows of other tables still refer to what is to go, when a rule ON DELETE
would rewrite the deletion, when tables inherit from this one and are no partitions, when row security hides rows from the role, or when the role may not delete.

**Foreign keys.** Rows that refer to what is to go are counted by constraint, within 2 s each and 15 s in all. One that passes nothing on (NO ACTION, RESTRICT) and still refers holds all rows back; a partition is held by any. What goes
along by CASCADE, SET NULL or SET DEFAULT stands in the preview, as far as it leads, and the step asks for a proof of those tables too. Where counting takes longer, or the role may not look, a warning says that it is not known.

**Triggers.** A row stays for which a trigger BEFORE DELETE returns NULL. The plan names such triggers; the step fails, and says how many rows are left, when rows stay that should have gone.

The number of rows in a preview is counted; where that takes over 2 s it is the planner's estimate, and says so. Deletes, detaches and drops are destructive steps:
without a \`proof\` in the task they are refused, and they wait for approval unless its policy is \`auto\`.`,
  example: `retention:
  does: postgres.retention
  target: funding
  every: daily at 04:00
  proof: archive
  with:
    table: funding_rates_historical
    column: funding_time
    keep: 30d
    archive: { folder: /srv/upkeep/archives }`,
  inspect: ({ target, params, ctx }) => inspectRetention(target, params, ctx),
  assess: assessRetention,
  apply: (step, { target, params, ctx }) => applyRetention(step, target, params, ctx),
})
