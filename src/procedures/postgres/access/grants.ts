import type { JsonObject } from '../../../base/json.ts'
import { quoteIdentifier, sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding } from '../../contract.ts'
import { displayName, isNamed } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { inSchemas } from '../vacuum/table-care.ts'
import type { AccessParams } from './params.ts'

export type PublicGrants = JsonObject & {
  /** Schemas in which everybody may make objects. */
  readonly schemas: readonly string[]
  /** Everybody may make schemas in this database. */
  readonly database: boolean
  /** What everybody may do with tables, views and sequences, by schema; without those that the task allows. */
  readonly relations: readonly {
    readonly schema: string
    readonly kind: 'write' | 'read'
    readonly count: number
    /** The first of them, each with its rights. */
    readonly names: readonly string[]
  }[]
  /** What everybody will be able to do with what a role makes from now on. */
  readonly future: readonly { readonly role: string; readonly schema: string | null; readonly rights: readonly string[] }[]
}

type RelationRow = TableName & { readonly rights: readonly string[] }

const namesKept = 20
const reading = new Set(['SELECT', 'REFERENCES', 'USAGE'])
const kindOf = (rights: readonly string[]): 'write' | 'read' => (rights.every((right) => reading.has(right)) ? 'read' : 'write')

/** Grantee 0 is PUBLIC: every role there is and will be. What belongs to extensions is as their makers meant it. */
export async function readPublicGrants(target: PostgresTarget, params: AccessParams): Promise<PublicGrants> {
  const [broad] = await target.read<{ schemas: readonly string[]; database: boolean }>(sql`
    select coalesce((select array_agg(n.nspname::text order by n.nspname) from pg_namespace n
        where ${inSchemas(target)} and exists (select from aclexplode(n.nspacl) a where a.grantee = 0 and a.privilege_type = 'CREATE')), '{}') as schemas,
      exists (select from pg_database d, aclexplode(d.datacl) a where d.datname = current_database() and a.grantee = 0 and a.privilege_type = 'CREATE') as database`)
  const relations = await target.read<RelationRow>(sql`
    with granted as (
      select c.oid, a.privilege_type from pg_class c, aclexplode(c.relacl) a where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and a.grantee = 0
      union
      select t.attrelid, a.privilege_type from pg_attribute t, aclexplode(t.attacl) a where t.attacl is not null and not t.attisdropped and a.grantee = 0
    )
    select n.nspname as schema, c.relname as name, array_agg(g.privilege_type order by g.privilege_type) as rights
    from granted g join pg_class c on c.oid = g.oid join pg_namespace n on n.oid = c.relnamespace
    where ${inSchemas(target)}
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    group by 1, 2 order by 1, 2`)
  const future = await target.read<PublicGrants['future'][number]>(sql`
    select r.rolname as role, n.nspname as schema, array_agg(a.privilege_type order by a.privilege_type) as rights
    from pg_default_acl d cross join aclexplode(d.defaclacl) a join pg_roles r on r.oid = d.defaclrole left join pg_namespace n on n.oid = d.defaclnamespace
    where a.grantee = 0 and d.defaclobjtype in ('r', 'S') group by 1, 2 order by 1, 2`)
  const unmeant = relations.filter((relation) => params.public.length === 0 || !isNamed(relation, params.public))
  return { ...broad!, relations: bySchema(unmeant), future }
}

const bySchema = (relations: readonly RelationRow[]): PublicGrants['relations'] =>
  [...Map.groupBy(relations, ({ schema, rights }) => JSON.stringify([schema, kindOf(rights)])).values()].map((group) => ({
    schema: group[0]!.schema,
    kind: kindOf(group[0]!.rights),
    count: group.length,
    names: group.slice(0, namesKept).map((relation) => `${displayName(relation)} (${relation.rights.join(', ')})`),
  }))

export function grantFindings(grants: PublicGrants, database: string): readonly Finding[] {
  return [
    ...(grants.database ? [mayMakeSchemas(database)] : []),
    ...grants.schemas.map(mayCreate),
    ...grants.relations.map(mayUse),
    ...grants.future.map(willUse),
  ]
}

const mayMakeSchemas = (database: string): Finding => ({
  fingerprint: 'public-database',
  severity: 'warning',
  title: `everybody may make schemas in database ${database}`,
  hint: `REVOKE CREATE ON DATABASE ${quoteIdentifier(database)} FROM PUBLIC, and grant it to the roles that need it.`,
})

const mayCreate = (schema: string): Finding => ({
  fingerprint: `public-create:${schema}`,
  severity: 'warning',
  title: `everybody may make objects in schema ${schema}`,
  detail: 'Whoever can sign in can put a function or table there that others then use by mistake (CVE-2018-1058).',
  hint: `REVOKE CREATE ON SCHEMA ${quoteIdentifier(schema)} FROM PUBLIC, as new databases have it from PostgreSQL 15 on, and grant it to the roles that need it.`,
})

const mayUse = ({ schema, kind, count, names }: PublicGrants['relations'][number]): Finding => ({
  fingerprint: `public-${kind}:${schema}`,
  severity: kind === 'write' ? 'warning' : 'info',
  title: `everybody may ${kind === 'write' ? 'change' : 'read'} ${count === 1 ? 'a relation' : `${count} relations`} in schema ${schema}`,
  detail: [...names, ...(count > names.length ? [`and ${count - names.length} more`] : [])].join('\n'),
  hint: 'REVOKE it FROM PUBLIC and grant it to the roles that need it; `public` of the task names those that are meant so.',
})

const willUse = ({ role, schema, rights }: PublicGrants['future'][number]): Finding => ({
  fingerprint: `public-future:${role}:${schema ?? ''}`,
  severity: kindOf(rights) === 'write' ? 'warning' : 'info',
  title: `everybody will have rights on what role ${role} makes${schema === null ? '' : ` in schema ${schema}`}`,
  detail: `Default privileges give PUBLIC ${rights.join(', ')}.`,
  hint: `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(role)} ... REVOKE it FROM PUBLIC.`,
})
