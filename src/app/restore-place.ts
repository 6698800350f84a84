import { UserError } from '../base/errors.ts'
import { newId } from '../base/id.ts'
import type { Engine } from '../run/engine.ts'
import { resolveAs } from '../stack/index.ts'
import type { Stack } from '../stack/model.ts'
import { findStack } from '../store/stack.ts'
import postgres from '../targets/postgres/index.ts'
import type { PostgresTarget } from '../targets/postgres/index.ts'

/** Opens the database that rows are restored into: the one at `url`, or with null the target that they were taken from. Throws a UserError where there is none. */
export async function openRestorePlace(
  engine: Engine,
  from: { readonly stack: string; readonly target: string },
  url: string | null,
  signal: AbortSignal,
): Promise<PostgresTarget> {
  const config = url === null ? await configOf(engine, from) : postgres.config.parse({ url })
  return postgres.open(config, { mode: 'apply', run: { id: `restore-${newId()}`, fence: 1 }, signal, log: engine.log })
}

async function configOf(
  engine: Engine,
  { stack, target }: { readonly stack: string; readonly target: string },
): Promise<ReturnType<typeof postgres.config.parse>> {
  const hint = 'say where to with --to postgres://user@host/database/table.'
  const row = await findStack(engine.store, stack)
  if (row === null) throw new UserError(`the stack ${stack}, which the archive was made for, is not loaded`, { code: 'not-found', hint })
  const entry = (row.definition as unknown as Stack).targets[target]
  if (entry?.kind !== 'postgres')
    throw new UserError(`the stack ${stack} has no PostgreSQL named ${target} any more`, { code: 'not-found', hint })
  return resolveAs(postgres.config, entry.config, engine.env, `targets.${target}`).value
}
