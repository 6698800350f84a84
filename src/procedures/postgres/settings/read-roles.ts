import { sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { SettingsByName } from './observation.ts'
import { redactValue } from './redact-value.ts'

export type RoleSettings = {
  readonly all: SettingsByName
  /** Those for every role of this database: raw. */
  readonly forThisDatabase: Readonly<Record<string, string>>
}

/** What ALTER ROLE and ALTER DATABASE ... SET have laid down: anybody may read it. */
export async function readRoleSettings(target: PostgresTarget): Promise<RoleSettings> {
  const rows = await target.read<{ name: string; value: string; role: string | null; database: string | null; here: boolean }>(sql`
    select split_part(line, '=', 1) as name, substr(line, strpos(line, '=') + 1) as value, r.rolname as role, d.datname as database,
      s.setrole = 0 and d.datname = current_database() as here
    from pg_db_role_setting s cross join unnest(s.setconfig) line left join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase
    order by 1, 3, 4`)
  return {
    all: Object.fromEntries(
      rows.map(({ name, value, role, database }) => {
        const whom = [...(role === null ? [] : [`role ${role}`]), ...(database === null ? [] : [`in database ${database}`])].join(' ')
        const alter =
          role === null ? `ALTER DATABASE ${database} SET` : `ALTER ROLE ${role}${database === null ? '' : ` IN DATABASE ${database}`} SET`
        return [`${name} of ${whom}`.replace('of in database', 'of database'), { value: redactValue(name, value), source: alter }]
      }),
    ),
    forThisDatabase: Object.fromEntries(rows.filter(({ here }) => here).map(({ name, value }) => [name, value])),
  }
}
