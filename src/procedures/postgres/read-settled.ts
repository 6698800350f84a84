import type { Sql } from '../../base/sql.ts'
import { sqlStateOf } from '../../targets/postgres/failure.ts'
import type { PostgresTarget } from '../../targets/postgres/index.ts'

/** What the server says when something was dropped between its catalog and a function's look at it: `could not open relation with OID ...`. */
const dropped = ['XX000', '42P01', '42704']
/** lock_not_available: a function that opens a table waits while somebody has it for himself alone. */
const locked = '55P03'

/**
 * Reads what functions tell about many objects at once. One that is dropped or locked meanwhile makes the whole look fail: it is taken again, at most
 * `tries` times, since the next snapshot no longer has that one, or shows its lock. What fails for another reason, or at the last try, passes.
 */
export async function settled<T>(look: () => Promise<T>, tries = 5): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await look()
    } catch (error) {
      if (![...dropped, locked].includes(sqlStateOf(error)) || tried >= tries) throw error
    }
  }
}

export const readSettled = <Row>(target: PostgresTarget, statement: Sql): Promise<readonly Row[]> =>
  settled(() => target.read<Row>(statement))
