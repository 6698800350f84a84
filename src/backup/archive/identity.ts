import { sql } from '../../base/sql.ts'
import type { Transaction } from '../../targets/postgres/index.ts'

/** Which database this is, whatever its address: the cluster's own number and the name, `7412345678901234567/funding`. Copies made by pg_basebackup share it. */
export async function databaseIdentity({ rows }: Pick<Transaction, 'rows'>): Promise<string> {
  const [row] = await rows<{ identity: string }>(
    sql`select system_identifier || '/' || current_database() as identity from pg_control_system()`,
  )
  return row!.identity
}
