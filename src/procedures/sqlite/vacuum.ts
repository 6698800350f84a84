import sqlite from '../../targets/sqlite/index.ts'
import { defineProcedure } from '../contract.ts'
import { applyVacuum } from './vacuum/apply.ts'
import { assessVacuum } from './vacuum/assess.ts'
import { inspectVacuum } from './vacuum/inspect.ts'
import { vacuumParams } from './vacuum/params.ts'

export default defineProcedure({
  name: 'sqlite.vacuum',
  title: 'Shrink and analyze a SQLite database',
  summary: 'Gives free pages back to the disk, refreshes planner statistics and empties a write-ahead log that has grown too large.',
  target: sqlite,
  params: vacuumParams,
  docs: `**Due** is a file in which more than \`free-share\` of the pages are free, and at least \`free-bytes\`. Deleting rows frees pages; the file keeps its size.

| step | risk | what it does to others |
|---|---|---|
| \`incremental-vacuum\` | safe | only where the database was made with auto_vacuum = incremental: \`batch-pages\` in one transaction, and between two of them others write |
| \`vacuum\` | disruptive | writes the database anew: nobody can write while it runs, and without a WAL nobody can read while it is written back |
| \`analyze\` | safe | statistics of tables that have an index and none yet, or that have grown or shrunk tenfold (the rule of PRAGMA optimize; beyond a million rows growth isn't counted) |
| \`checkpoint\` | safe | when the WAL is over its limit, and after a shrinking in WAL mode, where the file follows only then |
| \`recover\` | safe | rolls back what a program left behind when it died in the middle of a transaction, as every program that opens the database next would |

**Room.** VACUUM needs up to twice the database on its disk: a copy, which is built beside the database and not in /tmp, and the journal. When that isn't free the step isn't planned, and the finding
\`no-room\` says how much is missing.

**Beside a live writer.** Each statement waits for its lock 1 s at the most (a checkpoint 0.2 s), since others queue up behind it, then lets go, backs off and tries again, \`lock-tries\` times; after that
the run is put off and tried again. A writer sees nothing but SQLITE_BUSY, and that only when its own busy time-out is shorter than a VACUUM takes. A VACUUM
runs in a process of its own that is killed when the run is cancelled or the worker dies; SQLite then rolls it back.

**Looking** leaves the database and what is in its WAL as they are, byte for byte. In WAL mode SQLite needs a \`-shm\` file, and makes one and an empty \`-wal\` where no program has the
database open; the next program that closes the database takes them away.

VACUUM may give new rowids to tables without an INTEGER PRIMARY KEY (sqlite.org/lang_vacuum.html). The expected and the really freed bytes are on the run's page.`,
  example: `shrink:
  title: The bot's database has no idle space
  does: sqlite.vacuum
  target: database
  every: weekly on sunday at 02:00
  window: night
  with:
    free-share: 25`,
  inspect: ({ target, params, ctx }) => inspectVacuum(target, params, ctx),
  assess: assessVacuum,
  apply: applyVacuum,
})
