import { quoteIdentifier, quoteLiteral, sql } from '../../base/sql.ts'
import type { Transaction } from '../../targets/postgres/index.ts'
import type { TableName } from './restore-table.ts'

export type Sequences = {
  /** Brought on beyond the restored numbers. */
  readonly advanced: readonly string[]
  /** Would give out a number again that is there now; the role may not change them. */
  readonly behind: readonly string[]
}

type Found = { readonly column: string; readonly sequence: string; readonly ascending: boolean; readonly allowed: boolean }

/**
 * Sees to it that the sequences behind serial and identity columns go on after the numbers that are in the table: an archive holds none of them, and they may have begun anew, as
 * after TRUNCATE ... RESTART IDENTITY. They are never set back. Like any number that a sequence gives out, this stays when the transaction is rolled back.
 */
export async function advanceSequences(transaction: Transaction, table: TableName): Promise<Sequences> {
  const [advanced, behind]: [string[], string[]] = [[], []]
  for (const found of await sequencesOf(transaction, table)) {
    if (found.allowed && (await advance(transaction, table, found))) advanced.push(found.sequence)
    if (!found.allowed) behind.push(found.sequence)
  }
  return { advanced, behind }
}

async function sequencesOf({ rows }: Transaction, table: TableName): Promise<readonly Found[]> {
  const name = quoteIdentifier(table.schema, table.name)
  return rows<Found>(sql`
    select owned.column, owned.sequence, s.seqincrement > 0 as ascending, has_sequence_privilege(owned.sequence, 'UPDATE') and has_sequence_privilege(owned.sequence, 'SELECT') as allowed
    from (
      select a.attname as column, pg_get_serial_sequence(${name}, a.attname) as sequence from pg_attribute a
      where a.attrelid = ${name}::regclass and a.attnum > 0 and not a.attisdropped and (a.atthasdef or a.attidentity <> '')
    ) owned join pg_sequence s on s.seqrelid = owned.sequence::regclass
    order by 2`)
}

async function advance({ rows }: Transaction, table: TableName, { column, sequence, ascending }: Found): Promise<boolean> {
  const furthest = `${ascending ? 'max' : 'min'}(${quoteIdentifier(column)})`
  const [beyond, bound] = ascending ? ['>', '<= l.seqmax'] : ['<', '>= l.seqmin']
  const set = await rows({
    text: `select setval(${quoteLiteral(sequence)}::regclass, t.n)
      from (select ${furthest}::int8 as n from ${quoteIdentifier(table.schema, table.name)}) t, ${sequence} s, pg_sequence l
      where l.seqrelid = ${quoteLiteral(sequence)}::regclass and t.n ${bound} and (t.n ${beyond} s.last_value or (t.n = s.last_value and not s.is_called))`,
    values: [],
  })
  return set.length > 0
}
