import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { applyClear } from './clear/apply.ts'
import { assessClear } from './clear/assess.ts'
import { inspectClear } from './clear/inspect.ts'
import { clearParams } from './clear/params.ts'

export default defineProcedure({
  name: 'postgres.clear',
  title: 'Empty tables',
  summary: 'Empties the named tables and keeps their schema: always asks a person first, and takes nothing that its proof does not hold.',
  target: postgres,
  params: clearParams,
  docs: `For the reset of a system before it is filled again: all rows of the named tables go, the tables stay.

**A person says yes each time**, whatever the policy of the task: the plan shows how many rows each table has (counted; over a minute, the planner's estimate, which says so), the very statement, and the
foreign keys between the tables. And the task names its proof: \`proof: backup\`, \`proof: archive\`, or \`proof: none\` in so many words.

**\`mode: truncate\`** locks all tables at once (for a second at most; then it gives up, names who stood in the way, and tries again with growing waits), and empties them in one transaction: all or none.
**\`mode: delete\`** deletes in batches of about \`batch-time\`, each committed, tables that refer to others first; it pauses on the stop signals. Space comes free with the next VACUUM.

**Archives.** With \`archive: { folder: /srv/archives }\` each table that has rows is written to a Parquet file first, which is read back and compared row for row. A table that holds a row that
was written since is not truncated, and no other is; a deletion leaves such rows. \`upkeep archive restore\` brings a table back.

**Nothing is emptied**, and a finding says why, when a table that is not named refers to one of them, when tables inherit from one, when partitions are foreign tables, when row security hides rows, or when the role may not; by \`delete\`, also
when a foreign key between them would take new rows along (CASCADE, SET NULL, SET DEFAULT), or a rule ON DELETE would rewrite the deletion. A trigger BEFORE DELETE that keeps rows makes the step fail, which says how many. Rows that come into a
table after its step are new: the run is done.`,
  example: `clear:
  does: postgres.clear
  target: funding
  every: on demand
  proof: archive
  with:
    tables: [exchange_data_latest, funding_rates_historical]
    archive: { folder: /srv/upkeep/archives }`,
  inspect: ({ target, params, ctx }) => inspectClear(target, params, ctx),
  assess: assessClear,
  apply: (step, { target, params, ctx }) => applyClear(step, target, params, ctx),
})
