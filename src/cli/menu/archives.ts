import { json, limit } from './spec.ts'
import type { CommandSpec } from './spec.ts'

const which = 'ARCHIVE is an id as `upkeep archive list` shows it (the last 8 characters will do), or the path of its folder.'

export const archives: readonly CommandSpec[] = [
  {
    usage: 'archive list [stack]',
    description: 'rows that were archived before they were deleted',
    options: [limit(50), json],
    load: async () => (await import('../commands/archive.ts')).archiveList,
  },
  {
    usage: 'archive verify <archive>',
    description: 'read one back, and compare it with what it should hold',
    options: [json],
    more: `${which}\nEnds with 3 when it is damaged; from then on it proves nothing.`,
    load: async () => (await import('../commands/archive.ts')).archiveVerify,
  },
  {
    usage: 'archive restore <archive>',
    description: 'write its rows back, and leave what is there as it is',
    options: [
      { flags: '--to <address>', description: 'into another database and table: postgres://user@host/database/table' },
      { flags: '--table <name>', description: 'into another table, such as public.rates_2024' },
      json,
    ],
    more: `${which}\nAll of it or nothing: the rows are counted and compared before they stay. A table that isn't there is made.`,
    examples: [
      ['upkeep archive restore 4f6f02aa', 'where they came from'],
      ['upkeep archive restore 4f6f02aa --table old_rates', 'beside it'],
      [
        'upkeep archive restore /srv/archives/mine/public.rates/… --to "$SCRATCH_URL/rates"',
        'from a copy of its folder, into any database',
      ],
    ],
    load: async () => (await import('../commands/archive.ts')).archiveRestore,
  },
]
