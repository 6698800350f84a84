import sqlite from '../../targets/sqlite/index.ts'
import { defineProcedure } from '../contract.ts'
import { assessCheck } from './check/assess.ts'
import { inspectCheck } from './check/inspect.ts'
import { checkParams } from './check/params.ts'

export default defineProcedure({
  name: 'sqlite.check',
  title: 'Check a SQLite database',
  summary: 'Reads a SQLite database through: damage, missing parents of rows, size, free space, and a write-ahead log that grows.',
  target: sqlite,
  params: checkParams,
  docs: `Looks only; it has no steps. A file that isn't there or isn't a SQLite database fails the run.

| finding | severity | when |
|---|---|---|
| \`damaged\` | critical | quick_check (or integrity_check) has something to say |
| \`foreign-key:<table>:<parent>\` | warning | rows whose parent is missing |
| \`unfinished\` | warning | a program died in the middle of a transaction, and nobody has rolled it back since; nothing else can be read then |
| \`wal\` | warning | the WAL is over \`wal-limit\`. The default of at most 64 MiB is Rails' journal_size_limit; SQLite itself begins again at 1,000 pages unless a reader keeps it from that |
| \`free-space\` | info | more than \`free-share\` of the pages are free, and at least \`free-bytes\` |
| \`size\` | warning | database and WAL are over \`max-size\` |

How far the last checkpoint got comes from \`PRAGMA wal_checkpoint(NOOP)\`, which changes nothing. Rows are counted up to a million a table.

**Beside a live writer.** In WAL mode readers and writers don't meet. Without it nobody can write while somebody reads: each look is given up after \`longest-look\` (2 s; programs commonly wait 5 s), a
database that takes longer is read table by table, and what took too long is listed as not looked at.

**Looking** leaves the database and what is in its WAL as they are, byte for byte. In WAL mode SQLite needs a \`-shm\` file, and makes one and an empty \`-wal\` where no program has the
database open; the next program that closes the database takes them away. So the folder has to be writable for the worker.`,
  example: `integrity:
  title: The bot's database is sound
  does: sqlite.check
  target: database
  every: daily at 05:00
  with:
    max-size: 2 GiB`,
  inspect: ({ target, params, ctx }) => inspectCheck(target, params, ctx),
  assess: assessCheck,
})
