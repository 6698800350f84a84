import { formatDuration } from '../../../base/duration.ts'
import type { JsonObject } from '../../../base/json.ts'
import { quoteLiteral, sql } from '../../../base/sql.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { Finding } from '../../contract.ts'

/** A transaction that was prepared and neither committed nor rolled back: it keeps its locks, and dead rows, through every restart. */
export type PreparedSeen = JsonObject & {
  readonly gid: string
  readonly database: string
  readonly owner: string
  readonly preparedAt: string
  /** In transaction ids. */
  readonly age: number
}

const keptAtMost = 200

export const readPrepared = (target: PostgresTarget): Promise<readonly PreparedSeen[]> =>
  target.read(sql`
    select gid, database, owner, prepared as "preparedAt", age(transaction) as age from pg_prepared_xacts order by prepared, gid limit ${keptAtMost}`)

export function preparedFindings(prepared: readonly PreparedSeen[], oldMs: number, now: string): readonly Finding[] {
  const ageOf = (one: PreparedSeen): number => Date.parse(now) - Date.parse(one.preparedAt)
  return prepared
    .filter((one) => ageOf(one) >= oldMs)
    .map((one) => ({
      fingerprint: `prepared:${one.database}:${one.gid}`,
      severity: 'warning',
      title: `prepared transaction ${one.gid} in ${one.database} was left lying`,
      detail: `${one.owner} prepared it ${formatDuration(ageOf(one))} ago; since then it has kept its locks, and dead rows of ${one.age} transactions.`,
      hint: `ask its transaction manager what became of it, then COMMIT PREPARED ${quoteLiteral(one.gid).trim()} or ROLLBACK PREPARED it, in database ${one.database}.`,
    }))
}
