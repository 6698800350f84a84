import { RemoteError } from '../../../base/errors.ts'
import { sql } from '../../../base/sql.ts'
import { climb } from '../../../targets/postgres/lock-ladder.ts'
import type { PostgresTarget } from '../../../targets/postgres/index.ts'
import type { ApplyContext, Outcome } from '../../contract.ts'
import { displayName } from '../table-name.ts'
import { isOnlyOneFor, keeperOf } from './judge.ts'
import type { IndexesParams } from './params.ts'
import { readForeignKeys } from './read-foreign-keys.ts'
import { readIndexes } from './read-indexes.ts'
import type { DropArgs } from './steps.ts'

/**
 * Drops one index after a look whether it is still what it was, and still superfluous. Each try looks again: a try whose lock was not gained leaves the index
 * invalid but there (PostgreSQL documentation, DROP INDEX), and the next one, or the next run, goes on from that.
 */
export async function dropIndex(target: PostgresTarget, args: DropArgs, params: IndexesParams, ctx: ApplyContext): Promise<Outcome> {
  const limits = { timeoutMs: 3_600_000, lockTimeoutMs: params.wait, signal: ctx.signal }
  const { value: dropped, waits } = await climb(
    target,
    async () => {
      if (!(await isStillSuperfluous(target, args, params))) return false
      await target.utility({ text: args.statement, values: [] }, limits)
      return true
    },
    { what: displayName(args), tries: params['lock-tries'], checkpoint: ctx.checkpoint, signal: ctx.signal, log: ctx.log },
  )
  if (!dropped) return { summary: `${displayName(args)} is gone already`, undo: args.undo, waits }
  return { summary: `dropped ${displayName(args)}; made again by: ${args.undo}`, undo: args.undo, waits }
}

/** False: it is gone. Throws when it is another one by now, or somebody needs it. */
async function isStillSuperfluous(target: PostgresTarget, args: DropArgs, params: IndexesParams): Promise<boolean> {
  const own = sql`t.oid = ${args.table.oid}::oid`
  const indexes = await readIndexes(target, own)
  const index = indexes.find(({ schema, name }) => schema === args.schema && name === args.name)
  if (index === undefined) return false
  if (index.oid !== args.oid) throw spared(args, 'was made or rebuilt since the plan')
  if (index.neededFor !== null) throw spared(args, `is needed for ${index.neededFor}`)
  if (!index.valid && index.atWork) throw spared(args, 'is perhaps being built by another session')
  const others = indexes.filter((other) => other !== index)
  const keys = await readForeignKeys(target, own)
  const holds = {
    invalid: () => !index.valid,
    duplicate: () => keeperOf(index, others) !== null,
    unused: () => index.scans === 0 && index.bytes >= params['min-size'] && !isOnlyOneFor(index, keys, indexes),
  }
  if (!args.reasons.some((reason) => holds[reason]())) throw spared(args, 'is not superfluous any more')
  return true
}

const spared = (index: DropArgs, what: string): RemoteError =>
  new RemoteError(`${displayName(index)} ${what}: it was not dropped`, { transient: false, hint: 'the next run plans anew.' })
