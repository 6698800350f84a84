import type { JsonObject } from '../../../base/json.ts'
import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'

/** A role that somebody made; those that PostgreSQL brings (pg_monitor ...) are none. */
export type RoleSeen = JsonObject & {
  readonly name: string
  readonly login: boolean
  readonly superuser: boolean
  /** The one that the cluster was made with: it can't be anything but a superuser. */
  readonly bootstrap: boolean
  readonly createRole: boolean
  readonly replication: boolean
  readonly bypassRls: boolean
  /** null: its password never expires. */
  readonly validUntil: string | null
  /** Superusers that it can become, by membership. */
  readonly becomes: readonly string[]
  /** Predefined roles that reach into the machine of the server: whoever has one can become a superuser there. */
  readonly machine: readonly string[]
  readonly connectedNow: boolean
}

/** (PostgreSQL documentation, 21.5 Predefined Roles: "Great care should be taken when granting these roles".) */
const machineRoles = ['pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files']

/** Of a cluster with more roles, the rest is not looked at. */
export const rolesAtMost = 5_000

export async function readRoles(target: PostgresTarget): Promise<readonly RoleSeen[]> {
  // From PostgreSQL 16 on a membership may give neither the rights of a role nor the way to become it; who administers it can give himself both.
  const reaches =
    target.server.major >= 16
      ? sql`(pg_has_role(r.oid, s.oid, 'set') or pg_has_role(r.oid, s.oid, 'usage') or pg_has_role(r.oid, s.oid, 'member with admin option'))`
      : sql`pg_has_role(r.oid, s.oid, 'member')`
  return target.read(sql`
    with strong as materialized (
      select oid, rolname, rolsuper from pg_roles where rolsuper or rolname = any(${machineRoles})
    ), connected as materialized (
      select distinct usesysid as oid from pg_stat_activity where usesysid is not null
    ), roles as materialized (
      select * from pg_roles where oid >= 16384 or oid = 10 order by rolname limit ${rolesAtMost}
    ), reach as (
      select r.oid, array_agg(s.rolname::text order by s.rolname) filter (where s.rolsuper) as becomes,
        array_agg(s.rolname::text order by s.rolname) filter (where not s.rolsuper) as machine
      from roles r join strong s on s.oid <> r.oid and not r.rolsuper and ${reaches} group by r.oid
    )
    select r.rolname as name, r.rolcanlogin as login, r.rolsuper as superuser, r.oid = 10 as bootstrap, r.rolcreaterole as "createRole",
      r.rolreplication as replication, r.rolbypassrls as "bypassRls", nullif(r.rolvaliduntil, 'infinity') as "validUntil",
      coalesce(m.becomes, '{}') as becomes, coalesce(m.machine, '{}') as machine, r.oid in (select oid from connected) as "connectedNow"
    from roles r left join reach m on m.oid = r.oid order by 1`)
}
