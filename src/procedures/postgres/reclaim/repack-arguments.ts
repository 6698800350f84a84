import { quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import type { ReclaimParams } from './params.ts'

/**
 * What pg_repack is told; where and as whom to connect it learns from its environment. --no-kill-backend: it gives up instead of cancelling those who are in its way.
 * --no-order: the rows stay as they lie. --no-superuser-check: the role owns the table, that is enough.
 */
export const repackArguments = (table: TableName, params: ReclaimParams): readonly string[] => [
  '--no-order',
  '--no-kill-backend',
  `--wait-timeout=${Math.max(1, Math.round(params.wait / 1_000))}`,
  '--no-superuser-check',
  '--no-password',
  `--table=${quoted(table)}`,
]
