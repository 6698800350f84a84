import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { assessSettings } from './settings/assess.ts'
import { inspectSettings } from './settings/inspect.ts'
import { settingsParams } from './settings/params.ts'

export default defineProcedure({
  name: 'postgres.settings',
  title: 'Settings that hurt, and settings that drift',
  summary: 'Finds settings that endanger data or hurt the server, changes since the last look, and changes that wait for a restart.',
  target: postgres,
  params: settingsParams,
  docs: `Looks only; it has no steps.

**Settings that hurt.** \`accept\` names those that are as they are on purpose.

| severity | settings |
|---|---|
| critical | fsync, full_page_writes, autovacuum or track_counts off; zero_damaged_pages or ignore_checksum_failure on |
| warning | max_wal_size under 256 MB; work_mem of 512 MB or more for everybody; autovacuum_freeze_max_age of a billion or more; a planner method (enable_...) off for everybody; autovacuum_enabled off for a table; archive_mode on without an archive; track_activities off; allow_system_table_mods on; password_encryption md5 |
| info | data checksums off; synchronous_commit off; wal_level minimal; shared_buffers at its default with a database of 32 times that size; work_mem under 1 MB; a slow autovacuum (cost delay of 20 ms, naptime of 10 min or more); log_lock_waits off; idle_in_transaction_session_timeout 0; ssl off on a server that other machines reach |

The reasons are those of the PostgreSQL documentation, chapter 19; each finding states its own. A fresh server with its defaults has two or three infos.

**Drift.** Each look keeps what differs from the defaults, of the server and of roles and databases (ALTER ROLE, ALTER DATABASE ... SET), and compares it with the
last one. A change stays a finding (info) for \`report-for\` (7 days); several changes of one setting are one, and one that was taken back is none.
\`ignore-changes\` leaves settings out.

**Waiting for a restart**, and lines of the configuration files that the server can't use (it would not start with them), are warnings.

What may be a secret is masked: passwords in connection strings (primary_conninfo) and commands (archive_command), ssl_passphrase_command, and settings whose names
say so; a change of the masked part alone is not seen. Without \`pg_monitor\` a few settings stay unseen. Only a superuser, or a role that was
granted it, reads the configuration files; without them nobody knows what others get of the settings that this task's own session overrides, such as
idle_in_transaction_session_timeout. The report says what was not looked at.`,
  example: `settings:
  does: postgres.settings
  target: funding
  every: daily at 06:30
  with:
    accept: [synchronous_commit]`,
  inspect: ({ target, params, ctx }) => inspectSettings(target, params, ctx),
  assess: assessSettings,
})
