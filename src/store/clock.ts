import { sql } from '../base/sql.ts'
import type { Db } from './db.ts'

/**
 * What time it is by the database's clock, which all workers share; within a transaction, when that began. Whatever is due is due by this one: a host
 * whose own clock goes wrong by minutes must neither repeat a task nor miss one.
 */
export async function databaseNow(db: Db): Promise<Date> {
  return (await db.first<{ now: Date }>(sql`select now()`))!.now
}
