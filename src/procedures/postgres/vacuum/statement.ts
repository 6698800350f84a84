import { quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'

export type VacuumOptions = {
  readonly truncate: boolean
  /** Freeze every row that can be, whatever its age: else a table of a low freeze age stays as old as it is. Defaults to false. */
  readonly freeze?: boolean
  /** Set for all but the last table of a series: working out the database's oldest transaction reads all of pg_class. 16 and newer. */
  readonly skipDatabaseStats: boolean
  /** How much of the shared buffers it may use, in bytes; null: the server's default. 16 and newer. */
  readonly bufferUsageBytes: number | null
  /** Workers for the indexes; null: the server decides. */
  readonly parallel: number | null
}

/** The VACUUM of one table, with what that server's version offers. SKIP_LOCKED: it never stands in a lock queue. */
export function vacuumStatement(
  table: TableName,
  options: VacuumOptions,
  server: { readonly major: number; readonly indexes: number },
): string {
  const words = [
    'SKIP_LOCKED',
    ...(options.freeze ? ['FREEZE'] : []),
    ...(options.truncate ? [] : ['TRUNCATE false']),
    ...(options.skipDatabaseStats && server.major >= 16 ? ['SKIP_DATABASE_STATS'] : []),
    ...(options.bufferUsageBytes !== null && server.major >= 16
      ? [`BUFFER_USAGE_LIMIT '${Math.ceil(options.bufferUsageBytes / 1024)}kB'`]
      : []),
    // PARALLEL is for indexes: with one there is nothing to share out.
    ...(options.parallel !== null && server.indexes >= 2 ? [`PARALLEL ${options.parallel}`] : []),
  ]
  return `VACUUM (${words.join(', ')}) ${quoted(table)}`
}

/** Before 18, ANALYZE of a partitioned table analyzes each of its partitions too. */
export const recursesIntoPartitions = (major: number): boolean => major < 18

/**
 * The ANALYZE of a partitioned table alone, where the version can: its partitions have steps of their own. SKIP_LOCKED: where it can't, it leaves out a partition that autovacuum is at work on,
 * which would be cancelled for it.
 */
export const analyzeParentStatement = (table: TableName, major: number): string =>
  `ANALYZE (SKIP_LOCKED) ${recursesIntoPartitions(major) ? '' : 'ONLY '}${quoted(table)}`

export const analyzeStatement = (table: TableName): string => `ANALYZE ${quoted(table)}`
