import type { PostgresTarget, WorkedTable } from './target.ts'

/** Does the work while the stop signals are about that table too. */
export async function workingOn<T>(target: PostgresTarget, table: WorkedTable, work: () => Promise<T>): Promise<T> {
  target.workOn({ schema: table.schema, name: table.name, ...(table.waitsFor && { waitsFor: table.waitsFor }) })
  try {
    return await work()
  } finally {
    target.workOn(null)
  }
}
