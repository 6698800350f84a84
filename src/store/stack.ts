import type { JsonObject } from '../base/json.ts'
import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'

/** A stack as it was loaded last. `definition` is the Stack of src/stack/model.ts. */
export type StackRow = {
  readonly name: string
  readonly title: string
  readonly timezone: string
  readonly definition: JsonObject
  readonly source: string | null
}

/** Lets one transaction at a time load this stack, a new one too. */
export const lockStack = (db: Db, name: string): Promise<unknown> =>
  db.query(sql`select pg_advisory_xact_lock(hashtext('upkeep stack'), hashtext(${name}))`)

/** Stores a stack; true when it is new or differs from what was there. */
export async function putStack(db: Db, stack: StackRow, by: string): Promise<boolean> {
  const changed = await db.run(sql`
    insert into upkeep.stacks (name, title, timezone, definition, source, loaded_by)
    values (${stack.name}, ${stack.title}, ${stack.timezone}, ${JSON.stringify(stack.definition)}, ${stack.source}, ${by})
    on conflict (name) do update set title = excluded.title, timezone = excluded.timezone, definition = excluded.definition,
      source = excluded.source, loaded_by = excluded.loaded_by, loaded_at = now()
    where (stacks.title, stacks.timezone, stacks.definition) is distinct from (excluded.title, excluded.timezone, excluded.definition)`)
  return changed > 0
}

export const listStacks = (db: Db): Promise<StackRow[]> =>
  db.query<StackRow>(sql`select name, title, timezone, definition, source from upkeep.stacks order by name`)

/** A stack without its guide, which may be long: what a single run needs is its targets, windows and zone. */
export const findStack = async (db: Db, name: string): Promise<StackRow | null> =>
  db.first<StackRow>(sql`select name, title, timezone, definition - 'guide' as definition, source from upkeep.stacks where name = ${name}`)
