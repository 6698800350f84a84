import postgres from '../../targets/postgres/index.ts'
import { defineProcedure } from '../contract.ts'
import { assessAccess } from './access/assess.ts'
import { inspectAccess } from './access/inspect.ts'
import { accessParams } from './access/params.ts'

export default defineProcedure({
  name: 'postgres.access',
  title: 'Who may do what',
  summary: 'Reviews roles, passwords, grants to everybody and pg_hba.conf: superusers, expiry, unused roles, md5, trust.',
  target: postgres,
  params: accessParams,
  docs: `Looks only; it has no steps. No password and no hash of one leaves the server: it says itself how each is stored.

| what | finding |
|---|---|
| superusers | every one but the role that the cluster was made with and those in \`superusers\`; also roles that can become one by membership |
| strong roles | REPLICATION or BYPASSRLS, CREATEROLE (info; a warning before PostgreSQL 16, where it is nearly a superuser); pg_execute_server_program, pg_read_server_files or pg_write_server_files (warning); unless in \`privileged\` |
| passwords | stored as md5; expiring within \`expiry-notice\` (14 days); expired (info); never expiring (\`no-expiry\`, info) |
| unused roles | not seen connected for \`unused-after\` (90 days) by any look of this task (info) |
| grants to PUBLIC | to make objects in a schema, as every database made before PostgreSQL 15 has it, or schemas in the database; to change tables (warning) or read them (info), also by default privileges; unless in \`public\` |
| pg_hba.conf | trust from other machines (critical) or from this one (warning); password in the clear and ident from other machines; lines that can't be used |

**Unused** is what looks can tell: PostgreSQL keeps no last sign-in, so a role counts as used when it was connected at the moment of a look. Look often, say each
quarter of an hour, where that matters; the report says how many looks there were, and since when.

How passwords are stored, and pg_hba.conf, are for superusers to see, or for roles that were granted SELECT on pg_hba_file_rules and EXECUTE on its function; what
was not looked at is in the report. What belongs to extensions is left out.`,
  example: `access:
  does: postgres.access
  target: funding
  every: monthly on 1 at 08:00
  with:
    superusers: [postgres, upkeep]
    privileged: [replicator]`,
  inspect: ({ target, params, ctx }) => inspectAccess(target, params, ctx),
  assess: assessAccess,
})
