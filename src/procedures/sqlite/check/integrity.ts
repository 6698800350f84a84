import { quoteIdentifier } from '../../../base/sql.ts'
import { isDamaged, SqliteError, TookTooLong } from '../../../targets/sqlite/index.ts'
import type { SqliteTarget } from '../../../targets/sqlite/index.ts'

/** What the look at the pages and rows came to. Plain JSON. */
export type Integrity = {
  /** SQLite's own words, the first of them. */
  readonly problems: readonly string[]
  /** Tables that took too long; `all`: the free pages and what belongs to no table, too. */
  readonly unread: readonly string[]
}

/** SQLite stops after so many problems. */
const problemsKept = 20

/**
 * Checks the whole database in one look; where that takes longer than `timeoutMs`, table by table, so that writers get their turn between two of them.
 */
export async function readIntegrity(
  target: SqliteTarget,
  how: 'quick' | 'full',
  tables: readonly string[],
  timeoutMs: number | undefined,
): Promise<Integrity> {
  const pragma = how === 'quick' ? 'quick_check' : 'integrity_check'
  const look = async (argument: string): Promise<readonly string[] | null> => {
    try {
      const rows = await target.query<object>(`PRAGMA ${pragma}(${argument})`, timeoutMs === undefined ? {} : { timeoutMs })
      const said = rows.flatMap((row) => Object.values(row).map(String)).flatMap((text) => text.split('\n'))
      return said.filter((text) => text !== 'ok' && !text.startsWith('*** in database'))
    } catch (error) {
      if (error instanceof TookTooLong) return null
      if (isDamaged(error)) return [error.message]
      throw error
    }
  }
  const whole = await look(String(problemsKept))
  if (whole !== null) return { problems: whole.slice(0, problemsKept), unread: [] }
  const problems: string[] = []
  const unread = ['pages that belong to no table']
  for (const table of tables) {
    const found = await look(quoteIdentifier(table))
    if (found === null) unread.push(table)
    else problems.push(...found.slice(0, problemsKept - problems.length))
  }
  return { problems, unread }
}

export type Orphans = { readonly table: string; readonly parent: string; readonly rows: number }
export type ForeignKeys = { readonly orphans: readonly Orphans[]; readonly unread: string | null }

/** Rows whose parent is missing. A declaration that SQLite can't make sense of (a parent without a unique key) ends the look. */
export async function readForeignKeys(target: SqliteTarget, timeoutMs: number | undefined): Promise<ForeignKeys> {
  const sql = `select "table", parent, count(*) as rows from pragma_foreign_key_check group by 1, 2 order by 1, 2 limit 100`
  try {
    return { orphans: await target.query<Orphans>(sql, timeoutMs === undefined ? {} : { timeoutMs }), unread: null }
  } catch (error) {
    if (error instanceof TookTooLong) return { orphans: [], unread: 'looking took too long' }
    if (isDamaged(error)) return { orphans: [], unread: 'the database is damaged' }
    if (error instanceof SqliteError && error.message.includes('foreign key mismatch')) return { orphans: [], unread: error.message }
    throw error
  }
}
