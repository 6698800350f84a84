import type { TableCare, Thresholds } from './table-care.ts'

/** Why a table is due, with the numbers that say so. */
export type Due = {
  readonly reason:
    | 'dead rows'
    | 'dead rows in TOAST'
    | 'inserted rows'
    | 'changed rows'
    | 'transactions since it was frozen'
    | 'multixacts since it was frozen'
  readonly rows: number
  readonly limit: number
}

/** Whether it is due since its rows were not frozen for long. */
export const isAge = ({ reason }: Due): boolean => reason.endsWith('since it was frozen')

/** For what a table is due. `analyze` goes by changed rows alone. */
export type DueFor = { readonly vacuum: readonly Due[]; readonly analyze: Due | null }

/**
 * PostgreSQL's own rules for autovacuum, with the table's own storage parameters before the server's settings: vacuum when dead rows exceed
 * threshold + scale factor x rows (18 and newer: at most the maximum), or inserted rows exceed theirs; analyze when changed rows do.
 * (PostgreSQL documentation, 24.1.6 The Autovacuum Daemon; relation_needs_vacanalyze in autovacuum.c.)
 * Of the age at which autovacuum forces itself upon a table, to keep transaction ids from running out, nine tenths count: so that this is done at a time that the task chose.
 * A table with autovacuum switched off is held to the same numbers: somebody has to care for it.
 */
export function dueFor(table: TableCare, server: Thresholds, minDeadRows = 0): DueFor {
  const own = { ...server, ...table.own }
  // A TOAST table with any parameter of its own goes by none of its table's (table_recheck_autovac in autovacuum.c).
  const toastOwn = table.toast?.own ?? {}
  const toast = Object.keys(toastOwn).length > 0 ? { ...server, ...toastOwn } : own
  return {
    vacuum: [
      ...over('dead rows', table.deadRows, deadLimit(own, table.rows), minDeadRows),
      ...(table.toast ? over('dead rows in TOAST', table.toast.deadRows, deadLimit(toast, table.toast.rows), minDeadRows) : []),
      ...(own.insertThreshold < 0
        ? []
        : over('inserted rows', table.insertedRows, own.insertThreshold + own.insertScaleFactor * table.rows * table.unfrozen)),
      ...over('transactions since it was frozen', table.xidAge, ageLimit(server.freezeMaxAge, own.freezeMaxAge)),
      ...over('multixacts since it was frozen', table.mxidAge, ageLimit(server.multixactFreezeMaxAge, own.multixactFreezeMaxAge)),
    ],
    analyze: over('changed rows', table.changedRows, own.analyzeThreshold + own.analyzeScaleFactor * table.rows)[0] ?? null,
  }
}

/** How many dead rows a table may have. A maximum below zero, or none (before 18), sets no bound. */
function deadLimit(own: Thresholds, rows: number): number {
  const limit = own.vacuumThreshold + own.vacuumScaleFactor * rows
  return own.vacuumMaxThreshold < 0 ? limit : Math.min(limit, own.vacuumMaxThreshold)
}

/** A table's own age can only be lower than the server's (relation_needs_vacanalyze). The part is that of check_postgres and of the project's rules for PostgreSQL, "Transaction ids". */
const ageLimit = (server: number, own: number): number => 0.9 * Math.min(server, own)

function over(reason: Due['reason'], rows: number, limit: number, atLeast = 0): readonly Due[] {
  return rows > limit && rows >= atLeast ? [{ reason, rows, limit: Math.round(limit) }] : []
}
