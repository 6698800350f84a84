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

**Findings** come from limits only: \`max-size\` and \`max-growth-per-day\` of the database, \`max-table-size\` of each table. Without limits it just keeps the numbers.

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
