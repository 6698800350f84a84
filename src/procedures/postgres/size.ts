import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { assessSize } from './size/assess.ts'
import { inspectSize } from './size/inspect.ts'
import { sizeParams } from './size/params.ts'

export default defineProcedure({
  name: 'postgres.size',
  title: 'Measure a database',
  summary: 'Measures database, tables, indexes and TOAST, and how fast they grow.',
  target: postgres,
  params: sizeParams,
  docs: `Looks only; it has no steps. Sizes are those of the files (pg_total_relation_size); the parts of a partitioned table count as one.

**Growth** is measured against earlier looks of this task: each observation carries a few of them, spread over \`growth-over\` (a week). The report says how much was
added since the last look, and the rate per day over the whole span; from less than an hour no rate is made.

**Days until full**: at that rate, until \`max-size\` or the end of the disk that its tablespace lies on, whichever is nearer. What is free on that disk is known where the server runs on the machine of
the worker, and the role is a member of pg_monitor; WAL and other databases fill it too, so it may be earlier.

**Findings** come from limits: \`max-size\` and \`max-growth-per-day\` of the database, \`max-table-size\` of each table, and \`days-until-full\` (14). A rate is believed for seven times the span
that it was measured over: an hour of filling says nothing about next week.

Measuring needs a lock that only ACCESS EXCLUSIVE keeps out: a table that somebody holds so is passed over and named as not looked at.`,
  example: `size:
  does: postgres.size
  target: funding
  every: daily at 06:00
  with:
    max-size: 50 GiB
    max-growth-per-day: 1 GiB`,
  inspect: ({ target, params, ctx }) => inspectSize(target, params, ctx),
  assess: assessSize,
})
