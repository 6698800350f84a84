import { formatSize } from '../../../base/size.ts'
import type { Severity } from '../../../base/severity.ts'
import { hurtfulSettings } from '../check/hurtful-settings.ts'
import type { RawSetting } from './observation.ts'

/** What the rules look at: settings in base units, by name; undefined: not there in this version, or not to be seen. */
export type Judged = {
  text(name: string): string | undefined
  /** In kB, ms or whatever the base unit is; undefined for one that isn't a number. */
  number(name: string): number | undefined
  readonly databaseBytes: number
}

export type Rule = {
  readonly name: string
  /** Other settings that it reads. */
  readonly with?: readonly string[]
  readonly severity: Severity
  /** What is wrong, with the value in words; null: nothing is. */
  wrong(judged: Judged): string | null
  readonly hint: string
}

const is =
  (name: string, value: string, because: string) =>
  (judged: Judged): string | null =>
    judged.text(name) === value ? `${name} is ${value}: ${because}` : null

const kiB = 1024
const miB = 1024 ** 2

/**
 * Settings that hurt. What endangers data is critical; what hurts whoever works with the server is a warning; what may well be meant so is an info.
 * A fresh server with its defaults has two or three infos and no warning. Sources: PostgreSQL documentation, chapter 19, by its sections; a number that
 * stands nowhere there is ours, with its reason beside it.
 */
export const rules: readonly Rule[] = [
  // 19.5, 19.10, 19.17: those that postgres.check looks at too.
  ...hurtfulSettings.map(({ name, value, severity, because, hint }): Rule => ({ name, severity, wrong: is(name, value, because), hint })),

  // 19.5 Write Ahead Log
  {
    name: 'synchronous_commit',
    severity: 'info',
    wrong: is('synchronous_commit', 'off', 'a crash loses the last moments of committed work, though nothing is damaged'),
    hint: 'set it off for the sessions or roles that can bear that, and leave it on for the rest.',
  },
  {
    name: 'data_checksums',
    severity: 'info',
    wrong: is('data_checksums', 'off', 'pages that the disk damaged are read as if they were whole'),
    hint: 'switch them on with pg_checksums --enable while the server is stopped (the default from PostgreSQL 18 on).',
  },
  {
    name: 'wal_level',
    severity: 'info',
    wrong: is('wal_level', 'minimal', 'neither a base backup with its WAL nor a standby is possible'),
    hint: 'set wal_level = replica.',
  },
  {
    name: 'max_wal_size',
    severity: 'warning',
    // A quarter of the default: a load of a few MB a second then causes a checkpoint each minute, each of which has pages written to WAL in full again.
    wrong: ({ number }) =>
      under(
        number('max_wal_size'),
        256,
        (mb) => `max_wal_size is only ${formatSize(mb * miB)}: checkpoints follow one another, and each makes writing slower`,
      ),
    hint: 'set it so that checkpoints come by checkpoint_timeout: 1 GB is the default, several are usual.',
  },
  {
    name: 'archive_mode',
    with: ['archive_command', 'archive_library'],
    severity: 'warning',
    wrong: ({ text }) => {
      const on = text('archive_mode') === 'on' || text('archive_mode') === 'always'
      const to = [text('archive_command'), text('archive_library')]
      // An empty archive_command is shown as such when the mode is on, and as (disabled) when it isn't.
      return on && to[0] !== undefined && to.every((where) => !where || where === '(disabled)')
        ? 'archive_mode is on, and there is no archive: WAL piles up until the disk is full'
        : null
    },
    hint: 'set archive_command or archive_library, or switch archive_mode off.',
  },

  // 19.4 Resource Consumption
  {
    name: 'shared_buffers',
    severity: 'info',
    // The default suits the smallest machine; a database of 32 times that size is not on it.
    wrong: ({ number, databaseBytes }) =>
      under(number('shared_buffers'), 16_385, (pages) =>
        databaseBytes >= 32 * pages * 8 * kiB
          ? `shared_buffers is ${formatSize(pages * 8 * kiB)}, the default for the smallest machine, and this database has ${formatSize(databaseBytes)}`
          : null,
      ),
    hint: 'a quarter of the memory is a usual beginning on a server of its own; it takes a restart.',
  },
  {
    name: 'work_mem',
    with: ['max_connections'],
    severity: 'warning',
    // Not with the memory of the machine, which SQL can't see: half a gigabyte for each sort of each session is more than servers have to spare.
    wrong: ({ number }) =>
      over(
        number('work_mem'),
        512 * kiB,
        (kb) =>
          `work_mem is ${formatSize(kb * kiB)} for everybody: each sort or hash of up to ${number('max_connections') ?? 'all'} sessions may take that much, and the machine runs out of memory`,
      ),
    hint: 'set it low for all (4 MB is the default, 16 to 64 MB are usual), and higher for the roles or statements that need it.',
  },
  {
    name: 'work_mem',
    severity: 'info',
    wrong: ({ number }) =>
      under(number('work_mem'), kiB, (kb) => `work_mem is only ${formatSize(kb * kiB)}: nearly every sort goes to disk`),
    hint: 'the default is 4 MB.',
  },

  // 19.6 and 24: autovacuum
  {
    name: 'autovacuum_freeze_max_age',
    severity: 'warning',
    wrong: ({ number }) =>
      over(
        number('autovacuum_freeze_max_age'),
        1_000_000_000,
        (age) => `autovacuum_freeze_max_age is ${age}: freezing begins when half of all transaction ids are used up`,
      ),
    hint: 'the default is 200 million; a higher value only puts the work off.',
  },
  {
    name: 'autovacuum_vacuum_cost_delay',
    severity: 'info',
    // 20 ms was the default until PostgreSQL 11, and ten times too slow for today's disks: it is 2 ms since.
    wrong: ({ number }) =>
      over(
        number('autovacuum_vacuum_cost_delay'),
        20,
        (ms) => `autovacuum_vacuum_cost_delay is ${ms} ms: autovacuum sleeps most of its time`,
      ),
    hint: 'the default is 2 ms.',
  },
  {
    name: 'autovacuum_naptime',
    severity: 'info',
    wrong: ({ number }) =>
      over(number('autovacuum_naptime'), 600, (s) => `autovacuum_naptime is ${s} s: dead rows wait for so long before anybody looks`),
    hint: 'the default is 1 minute.',
  },

  // 19.8, 19.9 Logging and statistics
  {
    name: 'log_lock_waits',
    severity: 'info',
    wrong: is('log_lock_waits', 'off', 'who waited for whom cannot be read afterwards'),
    hint: 'set log_lock_waits = on: it writes a line for each wait longer than deadlock_timeout.',
  },
  {
    name: 'track_activities',
    severity: 'warning',
    wrong: is('track_activities', 'off', 'nobody can see what sessions do'),
    hint: 'set track_activities = on.',
  },

  // 19.11 Client Connection Defaults
  {
    name: 'idle_in_transaction_session_timeout',
    severity: 'info',
    wrong: ({ text }) =>
      /^0+(us|ms|s|min|h|d)?$/.test(text('idle_in_transaction_session_timeout') ?? '')
        ? 'idle_in_transaction_session_timeout is 0: a session that forgets its transaction keeps locks and dead rows for ever'
        : null,
    hint: 'set it to what the slowest application needs, say 5 min.',
  },

  // 19.3 Connections and Authentication
  {
    name: 'password_encryption',
    severity: 'warning',
    wrong: is(
      'password_encryption',
      'md5',
      'new passwords are stored in a form that is easily broken, and that PostgreSQL is about to drop',
    ),
    hint: 'set password_encryption = scram-sha-256, then set the passwords anew; postgres.access names the roles.',
  },
  {
    name: 'ssl',
    with: ['listen_addresses'],
    severity: 'info',
    wrong: ({ text }) =>
      text('ssl') === 'off' && isPublic(text('listen_addresses'))
        ? `ssl is off, and the server listens at ${text('listen_addresses')}: passwords and rows travel in the clear`
        : null,
    hint: 'switch ssl on, and ask for it with hostssl in pg_hba.conf, unless the network itself is encrypted.',
  },
]

/** Addresses beyond this machine. */
function isPublic(addresses: string | undefined): boolean {
  return (addresses ?? '').split(',').some((address) => !['', 'localhost', '127.0.0.1', '::1'].includes(address.trim()))
}

const under = (value: number | undefined, limit: number, tell: (value: number) => string | null): string | null =>
  value !== undefined && value < limit ? tell(value) : null
const over = (value: number | undefined, limit: number, tell: (value: number) => string | null): string | null =>
  value !== undefined && value >= limit ? tell(value) : null

/** A planner method that somebody switched off for all: the settings `enable_...` are for trying out plans (19.7.1). */
export const switchedOff = (name: string, setting: RawSetting): boolean =>
  name.startsWith('enable_') && setting.default === 'on' && setting.setting === 'off'

/** Every setting that a rule reads. */
export const namesJudged: readonly string[] = [...new Set(rules.flatMap((rule) => [rule.name, ...(rule.with ?? [])]))]
