import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { assessIntegrity } from './integrity/assess.ts'
import { inspectIntegrity } from './integrity/inspect.ts'
import { integrityParams } from './integrity/params.ts'

export default defineProcedure({
  name: 'postgres.integrity',
  title: 'Look for damage',
  summary:
    'Checks indexes and tables for damage with amcheck, a slice each run, and looks at checksum failures, invalid indexes and collations.',
  target: postgres,
  params: integrityParams,
  docs: `Looks only; it has no steps. Needs the extension amcheck, which comes with PostgreSQL; where it is missing, a finding tells how to get it, and the
rest is looked at all the same.

**In slices.** Each run checks for \`budget\` (5 min) and the next one goes on where it stopped, in the midst of a table if need be, until all B-tree indexes (bt_index_check)
and tables (verify_heapam, PostgreSQL 14 and newer) with their TOAST and the system catalogs were seen; then a new round begins with what was checked longest ago.
The report says how far the round is. An index that takes longer than a whole \`budget\` is passed over and named.

It takes the lock of a SELECT and reads only, so it works beside everything but ACCESS EXCLUSIVE (what is locked so is passed over and named), and on a standby, whose damage is its
own. It causes disk reads, and like any long SELECT it holds back the removal of dead rows while one index is being checked: a smaller \`budget\` bounds that.

| what | finding |
|---|---|
| an index that contradicts itself or, with \`heapallindexed\`, its table | critical, until a later check finds it sound |
| a table with broken rows or unreadable pages | critical, likewise |
| an index or table that was being checked when the server went down | critical, until a person has seen to it |
| checksum failures since the statistics were reset | critical |
| collations whose rules changed under their indexes (an upgrade of the C library or ICU) | warning |
| invalid indexes | warning |

**When something is damaged,** look before you act: a rebuilt index hides what damaged it, and VACUUM FULL or REINDEX on a damaged table spread it. What was found damaged
is checked again first at each run, so that a repair is seen at once.

**When the server goes down over a check,** as it may over a page that is damaged badly enough, the run waits until it is there again and keeps what was being checked. That index or table
is not checked any more, whatever the runs after it: until it is in another file (after a rebuild, or a restore), or \`crashes-looked-into\` names a later time than that of the crash.

Damage that amcheck doesn't find may still be there: indexes of other kinds than B-tree are not checked, which the report says. Its functions are for superusers, or for roles that
were granted EXECUTE on bt_index_check and verify_heapam.`,
  example: `integrity:
  does: postgres.integrity
  target: funding
  every: daily at 02:30
  with:
    budget: 10m
    heapallindexed: true`,
  inspect: ({ target, params, ctx }) => inspectIntegrity(target, params, ctx),
  assess: assessIntegrity,
})
