import { formatSize } from '../../../base/size.ts'
import { quoteIdentifier } from '../../../base/sql.ts'
import type { Step } from '../../contract.ts'
import { describeFree } from '../storage.ts'
import type { Storage } from '../storage.ts'
import type { TableSeen } from '../table.ts'
import type { VacuumParams } from './params.ts'

/** Bytes a second that VACUUM gets through at the least: on an SSD it is some 200 MB. */
const bytesPerSecond = 20_000_000

export const recoverStep: Step = {
  key: 'recover',
  title: 'Roll back the transaction that a program left behind when it died',
  // What every program does that opens the database next.
  risk: 'safe',
  preview: { statement: 'PRAGMA schema_version' },
  args: {},
}

export const incrementalStep = (storage: Storage, params: VacuumParams): Step => ({
  key: 'incremental-vacuum',
  title: `Give back free pages, ${params['batch-pages']} at a time: ${describeFree(storage)}`,
  risk: 'safe',
  preview: { statement: `PRAGMA incremental_vacuum(${params['batch-pages']})`, bytes: storage.freePages * storage.pageSize },
  args: { batches: Math.ceil(storage.freePages / params['batch-pages']) },
  expectedMs: 1_000 + Math.round(((storage.freePages * storage.pageSize) / bytesPerSecond) * 1_000),
})

/** Nobody can write while it runs, and without a WAL nobody can read while it writes its copy back. */
export const vacuumStep = (storage: Storage): Step => ({
  key: 'vacuum',
  title: `Write the database anew without its free pages: ${describeFree(storage)}`,
  risk: 'disruptive',
  preview: { statement: 'VACUUM', bytes: storage.pages * storage.pageSize },
  args: {},
  expectedMs: 1_000 + Math.round(((storage.pages * storage.pageSize) / bytesPerSecond) * 1_000),
})

export const analyzeStatement = (table: string): string => `ANALYZE main.${quoteIdentifier(table)}`

export const analyzeStep = (tables: readonly TableSeen[]): Step => ({
  key: 'analyze',
  title: `Refresh the planner statistics of ${tables.length === 1 ? tables[0]!.name : `${tables.length} tables`}`,
  risk: 'safe',
  preview: { statement: tables.map(({ name }) => analyzeStatement(name)).join(';\n') },
  args: { tables: tables.map(({ name }) => name) },
})

/** Looks at every table (0x10000), analyzes (0x2), and looks at no more than some rows of each index (0x10). */
export const optimizeStatement = 'PRAGMA optimize(0x10012)'

/** For tables that can't be read yet: SQLite decides by the same rule which of them need it. */
export const optimizeStep: Step = {
  key: 'analyze',
  title: 'Refresh the planner statistics of the tables that need it',
  risk: 'safe',
  preview: { statement: optimizeStatement },
  args: { tables: null },
}

export const checkpointStep = ({ walBytes }: Storage, shrink: Step | null): Step => ({
  key: 'checkpoint',
  title: `Bring the write-ahead log into the database and empty it${walBytes > 0 ? ` (${formatSize(walBytes)})` : ''}`,
  risk: 'safe',
  preview: { statement: 'PRAGMA wal_checkpoint(PASSIVE);\nPRAGMA wal_checkpoint(TRUNCATE)', bytes: walBytes },
  args: {},
  ...(shrink === null ? {} : { after: [shrink.key] }),
})
