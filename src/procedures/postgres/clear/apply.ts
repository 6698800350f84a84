import { countOf } from '../../../base/number.ts'
import type { TableRows } from '../../../backup/table-rows.ts'
import { firstUnseen, writtenBefore } from '../../../backup/archive/written-before.ts'
import { RemoteError } from '../../../base/errors.ts'
import { identifier, sql } from '../../../base/sql.ts'
import type { Sql } from '../../../base/sql.ts'
import type { PostgresTarget, Transaction } from '../../../targets/postgres/index.ts'
import { climb } from '../../../targets/postgres/lock-ladder.ts'
import { workingOn } from '../../../targets/postgres/working-on.ts'
import type { ApplyContext, Outcome, Step } from '../../contract.ts'
import { applyArchive, archivedBefore } from '../archive/apply.ts'
import type { ArchiveArgs } from '../archive/plan.ts'
import { deleteInBatches, heapWalker } from '../retention/delete-rows.ts'
import { requireGone } from '../retention/require-gone.ts'
import { displayName, quoted } from '../table-name.ts'
import type { TableName } from '../table-name.ts'
import type { ClearParams } from './params.ts'
import { truncateStatement } from './steps.ts'
import type { EmptyArgs, TruncateArgs } from './steps.ts'

const statementTimeoutMs = 600_000

export async function applyClear(step: Step, target: PostgresTarget, params: ClearParams, ctx: ApplyContext): Promise<Outcome> {
  if (step.args['do'] === 'archive') return applyArchive(target, step.args as ArchiveArgs, params.archive, ctx)
  if (step.args['do'] === 'truncate') return truncate(target, step.args as TruncateArgs, step.takes ?? [], params, ctx)
  return empty(target, step.args as EmptyArgs, step.takes?.[0], params, ctx)
}

/** What may go of a table under the task's proof: everything, what was written before a transaction, or (with no archive, since it had no rows) nothing. */
type Allowed = TableName & { readonly condition: Sql | null }

/**
 * Empties all tables in one transaction, or none. Promises: under the lock, and before it too, since reading takes a while, it looks whether they hold
 * nothing that the archives don't; then nothing is emptied.
 */
async function truncate(
  target: PostgresTarget,
  args: TruncateArgs,
  takes: readonly TableRows[],
  params: ClearParams,
  ctx: ApplyContext,
): Promise<Outcome> {
  const allowed = await allowedOf(args, takes, params, ctx)
  const limits = { timeoutMs: statementTimeoutMs, signal: ctx.signal }
  for (const table of allowed) await requireNothingNewer(target.read, table)
  const attempt = (): Promise<string> =>
    target.write(async ({ rows, change }) => {
      await change({ text: `LOCK TABLE ${args.tables.map(quoted).join(', ')} IN ACCESS EXCLUSIVE MODE`, values: [] })
      for (const table of allowed) await requireNothingNewer(rows, table)
      const [now] = await rows<{ upTo: string }>(sql`select ${firstUnseen} as "upTo"`)
      await change({ text: truncateStatement(args, params), values: [] })
      return now!.upTo
    }, limits)
  const what = args.tables.map(displayName).join(', ')
  const ladder = { what, tries: params['lock-tries'], checkpoint: ctx.checkpoint, signal: ctx.signal, log: ctx.log }
  const { value: upTo, waits } = await workingOn(target, args.tables[0]!, () => climb(target, attempt, ladder))
  return { summary: `emptied ${what}`, upTo, waits }
}

/** Those of the tables that may not go as they are. */
async function allowedOf(
  { tables }: TruncateArgs,
  takes: readonly TableRows[],
  { archive }: ClearParams,
  ctx: ApplyContext,
): Promise<readonly Allowed[]> {
  const guarded = archive !== undefined || ctx.archived.length > 0
  if (!guarded) return []
  const allowed: Allowed[] = []
  for (const table of tables) {
    const rows = takes.find((taken) => taken.schema === table.schema && taken.table === table.name)
    const xmin = rows === undefined ? null : await archivedBefore(archive, rows, ctx)
    allowed.push({ schema: table.schema, name: table.name, condition: xmin === null ? null : { text: writtenBefore(xmin), values: [] } })
  }
  return allowed
}

async function requireNothingNewer(read: Transaction['rows'], { condition, ...table }: Allowed): Promise<void> {
  const newer = condition === null ? sql`` : sql` where not ${condition}`
  const [row] = await read<{ some: boolean }>(sql`select exists (select from ${identifier(table.schema, table.name)}${newer}) as some`)
  if (!row!.some) return
  throw new RemoteError(`${displayName(table)} holds rows that were written after it was archived: nothing was emptied`, {
    transient: false,
    hint: 'stop who writes into it, or use `mode: delete`, which leaves what is new.',
  })
}

/**
 * Empties one table, part by part, in batches, of what it held when the step began, or when it was archived. `upTo` says since when rows are new: by that the next look sees
 * whether all the others are gone.
 */
async function empty(
  target: PostgresTarget,
  args: EmptyArgs,
  taken: TableRows | undefined,
  params: ClearParams,
  ctx: ApplyContext,
): Promise<Outcome> {
  const upTo = (await archivedBefore(params.archive, taken, ctx)) ?? (await nowIn(target))
  const condition: Sql = { text: writtenBefore(upTo), values: [] }
  let deleted = 0
  for (const part of args.parts) {
    const outcome = await workingOn(target, part, async () =>
      deleteInBatches(target, part, await heapWalker(target, part, condition), params, ctx),
    )
    const gone = Number(outcome['deleted'])
    await requireGone(target, { ...part, planned: part.rows }, sql`true`, gone)
    deleted += gone
  }
  return { summary: `deleted ${countOf(deleted, 'row')} of ${displayName(args.table)}`, deleted, upTo }
}

async function nowIn(target: PostgresTarget): Promise<string> {
  const [now] = await target.read<{ upTo: string }>(sql`select ${firstUnseen} as "upTo"`)
  return now!.upTo
}
