import { countOf } from '../../../base/number.ts'
import { RemoteError } from '../../../base/errors.ts'
import { identifier, sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import { nameTriggers, readDeleteGuards } from '../delete-guards.ts'
import { displayName } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import { countRows } from './count.ts'

/**
 * Throws when rows are still there that were to go, and a trigger may have kept them. `planned`: how many were to go; once so many are deleted, what is
 * there came since. What an update of such a trigger has touched counts too: it is asked for rows that match, whenever they were written.
 */
export async function requireGone(
  target: PostgresTarget,
  table: TableName & { readonly planned: number },
  matching: Sql,
  deleted: number,
): Promise<void> {
  if (deleted >= table.planned) return
  const [found] = await target.read<{ oid: number }>(sql`
    select c.oid::int8 as oid from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ${table.schema} and c.relname = ${table.name}`)
  const { triggers } = found === undefined ? { triggers: [] } : await readDeleteGuards(target, found.oid)
  if (triggers.length === 0) return
  const left = await countRows(target, identifier(table.schema, table.name), matching)
  if (left.rows === 0) return
  const rows = `${left.how === 'exact' ? '' : 'about '}${countOf(left.rows, 'row')}`
  throw new RemoteError(
    `${rows} of ${displayName(table)} that should have gone ${left.rows === 1 ? 'is' : 'are'} still there (${countOf(deleted, 'row')} deleted): ${nameTriggers(triggers)} is enabled, and a row for which it returns NULL stays`,
    { transient: false, hint: keptHint },
  )
}

/** For a plan too. */
export const keptHint =
  'if the trigger is to keep those rows, choose others to delete; if it marks them as deleted instead, let it return OLD for this role, or disable it.'
