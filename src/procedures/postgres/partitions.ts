import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { assessPartitions } from './partitions/assess.ts'
import { createPartition } from './partitions/create.ts'
import type { CreateArgs } from './partitions/create.ts'
import { inspectPartitions } from './partitions/inspect.ts'
import { partitionsParams } from './partitions/params.ts'

export default defineProcedure({
  name: 'postgres.partitions',
  title: 'Partitions ahead',
  summary: 'Creates the partitions of the coming periods, fills gaps between them, and says when they run out.',
  target: postgres,
  params: partitionsParams,
  docs: `For a table that is partitioned by ranges of one column of time (timestamptz, timestamp or date): the current period and \`ahead\` more should have a partition,
and so should every span between two partitions. What lacks one is planned, cut where periods begin. A gap of more than 200 periods is a finding only.

**How.** \`CREATE TABLE ... PARTITION OF\` would lock the table against its readers. So the new table is created LIKE it, with a constraint that says which rows it may hold, and
attached: that takes a lock beside which the table is read and written (SHARE UPDATE EXCLUSIVE), and reads nothing. All of it is one transaction: a run that is killed leaves no
stray table. Another session's lock makes it give up after a second and try again, with growing waits. The new table belongs to the owner of the partitioned one and is in its tablespace; indexes,
keys and triggers come with the attaching.

**A default partition** is locked and read through by the server for each partition that is attached: over 8 MB the steps need a window, and after \`attach-time\` the server gives up. Where
it holds rows of a span, PostgreSQL refuses a partition for them: a finding says how many there are, and the others are made. It should stay empty.

**Names** follow the pattern of the newest partitions (\`p2025_01\`, \`trades_20250131\`, \`trades_2025w05\` and the like), unless the task names one.

**Findings**: no partition for the current period (critical), fewer than \`alert-below\` beyond it, a gap, rows in the default partition (of whatever time), a name that is taken or too long, a role that may not create. They are
there also while the steps wait for their approval, and resolve when the partitions are there.`,
  example: `partitions:
  does: postgres.partitions
  target: funding
  every: daily at 02:00
  with:
    table: funding_rates_historical
    every: month
    ahead: 3`,
  inspect: ({ target, params }) => inspectPartitions(target, params),
  assess: assessPartitions,
  apply: (step, { target, params, ctx }) => createPartition(target, step.args as CreateArgs, params, ctx),
})
