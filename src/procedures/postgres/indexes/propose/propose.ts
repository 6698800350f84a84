import { identifier, sql } from '../../../../base/sql.ts'
import type { PostgresTarget } from '../../../../targets/postgres/index.ts'
import { maskLiterals } from '../../../../targets/postgres/mask-literals.ts'
import { findExtension } from '../../extension.ts'
import { findColumns } from '../../slow-queries/counters.ts'
import { isQuery, presentable } from '../../slow-queries/query-text.ts'
import type { IndexesObservation, Proposal, ScannedTable } from '../observation.ts'
import { tryIndexes } from './try-indexes.ts'

const tablesAtMost = 5
const statementsAtMost = 10

/**
 * Looks for indexes that the planner would use for the most costly statements on these tables. hypopg makes it believe in indexes that don't exist, in our
 * own session alone; nothing is executed.
 */
export async function propose(
  target: PostgresTarget,
  scanned: readonly ScannedTable[],
): Promise<Pick<IndexesObservation, 'proposals' | 'noProposals'>> {
  if (scanned.length === 0) return { proposals: [], noProposals: null }
  const [hypopg, statements] = [await findExtension(target, 'hypopg'), await findExtension(target, 'pg_stat_statements')]
  const missing = [hypopg, statements].filter(({ installed }) => installed === null).map(({ name }) => name)
  if (hypopg.installed === null || statements.installed === null)
    return { proposals: [], noProposals: `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not installed in this database` }
  const proposals: Proposal[] = []
  for (const table of scanned.slice(0, tablesAtMost)) {
    const columns = await readColumns(target, table.oid)
    for (const query of await readStatements(target, statements.installed.schema, table.name)) {
      const found = await tryIndexes(target, { hypopg: hypopg.installed.schema, table, columns, query })
      if (found !== null && !proposals.some(({ statement }) => statement === found.statement))
        proposals.push({ table: { schema: table.schema, name: table.name }, query: presentable(query), ...found })
    }
  }
  return { proposals, noProposals: null }
}

async function readColumns(target: PostgresTarget, table: number): Promise<readonly string[]> {
  const rows = await target.read<{ name: string }>(
    sql`select attname as name from pg_attribute where attrelid = ${table}::oid and attnum > 0 and not attisdropped order by attnum`,
  )
  return rows.map(({ name }) => name)
}

/** The texts of the most costly statements that name the table; none of several statements in one, and none that the server keeps from this role. */
async function readStatements(target: PostgresTarget, schema: string, table: string): Promise<readonly string[]> {
  const { totalTime } = await findColumns(target, schema)
  const rows = await target.read<{ text: string }>(sql`
    select min(query) as text from ${identifier(schema, 'pg_stat_statements')}(true)
    where dbid = (select oid from pg_database where datname = current_database()) and position(lower(${table.replaceAll('"', '""')}) in lower(query)) > 0 and length(query) < 10000
    group by queryid order by sum(${totalTime}) desc limit 50`)
  return rows
    .map(({ text }) => text)
    .filter((text) => {
      const masked = maskLiterals(text)
      return isQuery(masked) && !masked.includes(';')
    })
    .slice(0, statementsAtMost)
}
