import type * as DuckDb from '@duckdb/node-api'
import { UserError } from '../../base/errors.ts'

/** What archives need of DuckDB. Values are text or null. */
export type Duck = {
  run(statement: string): Promise<void>
  one<Row extends Readonly<Record<string, string | null>>>(statement: string): Promise<Row>
  /** Adds rows, given column by column, to a table whose columns are all VARCHAR. */
  append(table: string, columns: readonly (readonly (string | null)[])[]): Promise<void>
  /** Rows as they come, some thousand at a time. All columns of the statement must be VARCHAR. */
  stream(statement: string): AsyncGenerator<readonly (readonly (string | null)[])[]>
  close(): void
}

/** The most memory that DuckDB takes; beyond it, it writes to its folder. */
const memoryLimit = '256MB'

/** DuckDB takes chunks of at most so many rows (its vector size). */
const chunkRows = 2_048

/**
 * A DuckDB of its own over a file in `folder`, or in memory with null. It has no network, no extensions and reads no files but those that the
 * statements name.
 */
export async function openDuck(folder: string | null): Promise<Duck> {
  const duckdb = await loadDuckDb()
  const instance = await duckdb.DuckDBInstance.create(folder === null ? ':memory:' : `${folder}/staging.duckdb`, {
    memory_limit: memoryLimit,
    threads: '1',
    autoinstall_known_extensions: 'false',
    // Rows have no order; keeping one would take as much memory as 30,720 of them.
    preserve_insertion_order: 'false',
    ...(folder !== null && { temp_directory: folder }),
  })
  const connection = await instance.connect()
  await connection.run(`set timezone = 'UTC'`)
  return {
    run: async (statement) => void (await connection.run(statement)),
    one: async <Row>(statement: string) => (await connection.runAndReadAll(statement)).getRowObjects()[0] as Row,
    append: async (table, columns) => append(duckdb, connection, table, columns),
    async *stream(statement) {
      const result = await connection.stream(statement)
      for await (const rows of result.yieldRows()) yield rows as (string | null)[][]
    },
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function append(
  duckdb: typeof DuckDb,
  connection: DuckDb.DuckDBConnection,
  table: string,
  columns: readonly (readonly (string | null)[])[],
): Promise<void> {
  const rows = columns[0]?.length ?? 0
  const appender = await connection.createAppender(table)
  try {
    for (let from = 0; from < rows; from += chunkRows) {
      const chunk = duckdb.DuckDBDataChunk.create(
        columns.map(() => duckdb.VARCHAR),
        Math.min(chunkRows, rows - from),
      )
      chunk.setColumns(columns.map((values) => values.slice(from, from + chunkRows)))
      appender.appendDataChunk(chunk)
    }
  } finally {
    appender.closeSync()
  }
}

/** The version that this Upkeep is tested with: package.json has it among its optional dependencies. */
const tested = '1.5.6-r.1'

async function loadDuckDb(): Promise<typeof DuckDb> {
  try {
    return await import('@duckdb/node-api')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    throw new UserError(missing ? 'archives need DuckDB, which is not installed' : `DuckDB doesn't load here: ${describe(error)}`, {
      code: 'not-available',
      hint: `install it where Upkeep is: npm install @duckdb/node-api@${tested}`,
      cause: error,
    })
  }
}

const describe = (error: unknown): string => (error instanceof Error ? error.message.split('\n')[0]! : String(error))
