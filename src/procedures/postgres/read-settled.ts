import type { Sql } from '../../base/sql.ts'
import { sqlStateOf } from '../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../targets/postgres/index.ts'

/** What the server says when something was dropped between its catalog and a function's look at it: `could not open relation with OID ...`. */
const dropped = new Set(['XX000', '42P01', '42704'])

/**
 * Reads what functions tell about many objects at once. One that is dropped meanwhile makes the whole statement fail: it is read again, at most
 * `tries` times, since the next snapshot no longer has that one. What fails for another reason, or at the last try, passes.
 */
export async function readSettled<Row>(target: PostgresTarget, statement: Sql, tries = 5): Promise<readonly Row[]> {
  for (let tried = 1; ; tried++) {
    try {
      return await target.read<Row>(statement)
    } catch (error) {
      if (!dropped.has(sqlStateOf(error)) || tried >= tries) throw error
    }
  }
}
