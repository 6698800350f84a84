import { RemoteError } from '../../base/errors.ts'
import { quoteIdentifier, sql } from '../../base/sql.ts'
import type { PostgresTarget, Transaction } from '../../targets/postgres/index.ts'
import { conditionOf, timeTypeOf } from './condition.ts'
import { pgRowHash } from './content-hash.ts'
import { loadRows, staged } from './load-rows.ts'
import type { Manifest } from './manifest.ts'
import { textSettings } from './read-rows.ts'
import { ensureTable, fittingColumns } from './restore-table.ts'
import type { TableName } from './restore-table.ts'
import { advanceSequences } from './sequences.ts'
import type { Sequences } from './sequences.ts'
import { requireVerified } from './verify.ts'

export type Restored = {
  /** The table was not there, and was made: columns and types, nothing else. */
  readonly created: boolean
  /** In the archive. */
  readonly rows: number
  /** Written now. */
  readonly restored: number
  /** There already, exactly as archived. */
  readonly alreadyThere: number
  /** Not written, because a row with the same key and other values is there. */
  readonly kept: number
} & Sequences

export type RestoreContext = { progress(done: number, of: number): void; readonly signal: AbortSignal }

const limits = { timeoutMs: 3_600_000, settings: textSettings }

/**
 * Writes the rows of an archive into a table, in one transaction: all of them or none. Promises: the file is verified before; rows that are there
 * already are not written twice, whether the table has a key or not; a row that is there is never changed; afterwards each row of the archive is in
 * the table with all its values, but for those that gave way (`kept`). Throws, and nothing is written, where that doesn't come true.
 */
export async function restoreArchive(target: PostgresTarget, path: string, table: TableName, ctx: RestoreContext): Promise<Restored> {
  const manifest = await requireVerified(path)
  return target.write(
    async (transaction) => {
      const created = await ensureTable(transaction, manifest, table)
      const columns = await fittingColumns(transaction, manifest, table)
      await loadRows(transaction, { path, manifest, columns, table }, ctx.progress)
      const { rows } = manifest.content
      const lacking = await countLacking(transaction, manifest, table)
      const restored = await writeLacking(
        transaction,
        manifest,
        table,
        columns.filter(({ generated }) => !generated).map(({ name }) => name),
      )
      const kept = lacking - restored
      if ((await countLacking(transaction, manifest, table)) !== kept)
        throw new RemoteError(`rows written into ${table.schema}.${table.name} are not there as they were archived: nothing was restored`, {
          transient: false,
          hint: 'a trigger, a rule or row security of the table changes what is written; restore into a table without.',
        })
      const sequences = restored > 0 ? await advanceSequences(transaction, table) : { advanced: [], behind: [] }
      return { created, rows, restored, alreadyThere: rows - lacking, kept, ...sequences }
    },
    { ...limits, signal: ctx.signal },
  )
}

/** The staged rows that the table doesn't hold; of several equal ones, those beyond the ones that it holds. */
function lacking({ columns, rows }: Manifest, table: TableName): string {
  const hash = pgRowHash(columns)
  const numbered = `row_number() over (partition by ${hash})`
  const column = rows.where === null ? undefined : columns.find(({ name }) => name === rows.where!.column)
  const type = column ? timeTypeOf(column.type.replace(/\(\d\)/, '')) : null
  // Only rows of the archive's span can be those of the archive.
  const where = rows.where !== null && type !== null ? ` where ${conditionOf(rows.where, type)}` : ''
  return `(select s.* from (select *, ${hash} as upkeep_hash, ${numbered} as upkeep_n from ${staged}) s
    where not exists (select from (select ${hash} as h, ${numbered} as n from ${quoteIdentifier(table.schema, table.name)}${where}) t where t.h = s.upkeep_hash and t.n = s.upkeep_n))`
}

async function countLacking({ rows }: Transaction, manifest: Manifest, table: TableName): Promise<number> {
  const [row] = await rows<{ lacking: number }>({ text: `select count(*) as lacking from ${lacking(manifest, table)} l`, values: [] })
  return row!.lacking
}

/** Triggers and the like are written for the search_path of those who use the table; those that wait for the end of the transaction too, so they have their turn now. */
async function writeLacking({ change }: Transaction, manifest: Manifest, table: TableName, names: readonly string[]): Promise<number> {
  const columns = names.map((name) => quoteIdentifier(name)).join(', ')
  await change(sql`set local search_path to default`)
  const written = await change({
    text: `insert into ${quoteIdentifier(table.schema, table.name)} (${columns}) overriding system value select ${columns} from ${lacking(manifest, table)} l on conflict do nothing`,
    values: [],
  })
  await change(sql`set constraints all immediate`)
  await change({ text: `set local search_path to ${textSettings.search_path}`, values: [] })
  return written
}
