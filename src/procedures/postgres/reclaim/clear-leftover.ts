import { sql } from '../../../base/sql.ts'
import { climb } from '../../../targets/postgres/lock-ladder.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { ApplyContext, Outcome } from '../../contract.ts'
import { displayName, quoted } from '../table-name.ts'
import { readLeftovers, repackLockClass } from './leftovers.ts'
import type { ReclaimParams } from './params.ts'
import { clearStatements } from './steps.ts'
import type { ClearArgs } from './steps.ts'

const statementTimeoutMs = 60_000

/**
 * Clears away what a killed pg_repack left, all in one transaction that holds pg_repack's own advisory lock on the table: nobody can be at work on it, and nobody begins meanwhile.
 */
export async function clearLeftover(
  target: PostgresTarget,
  args: Omit<ClearArgs, 'do'>,
  params: ReclaimParams,
  ctx: ApplyContext,
): Promise<Outcome> {
  const { of, table } = args as ClearArgs
  const what = table === null ? `the table of oid ${of}` : displayName(table)
  const ladder = { what, tries: params['lock-tries'], checkpoint: ctx.checkpoint, signal: ctx.signal, log: ctx.log }
  const { value, waits } = await climb(
    target,
    () =>
      target.write(
        async (tx) => {
          const [lock] = await tx.rows<{ gained: boolean }>(
            sql`select pg_try_advisory_xact_lock(${repackLockClass}::int, (-2147483648 + ${of}::int8)::int) as gained`,
          )
          if (!lock!.gained) return `nothing of ${what} was cleared away: pg_repack works on it`
          const left = (await readLeftovers({ ...target, read: tx.rows })).find((one) => one.of === of)
          if (left === undefined) return `nothing was left of ${what}`
          if (left.table !== null) await tx.change({ text: `LOCK TABLE ${quoted(left.table)} IN ACCESS EXCLUSIVE MODE`, values: [] })
          const statements = clearStatements(left)
          for (const text of statements) await tx.change({ text, values: [] })
          return `cleared away what pg_repack had left of ${what}: ${statements.length} ${statements.length === 1 ? 'object' : 'objects'}`
        },
        { timeoutMs: statementTimeoutMs, signal: ctx.signal },
      ),
    ladder,
  )
  return { summary: value, waits }
}
