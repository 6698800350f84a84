import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { UserError } from '../base/errors.ts'
import { canonicalJson } from '../base/json.ts'
import type { Json } from '../base/json.ts'
import { redact } from '../base/redact.ts'
import type { AnyProcedure } from '../procedures/contract.ts'
import { resolveAs } from '../stack/index.ts'
import type { Stack, Task } from '../stack/model.ts'
import { findStack } from '../store/stack.ts'
import type { Target } from '../targets/connector.ts'
import type { Engine } from './engine.ts'

/** What a run works with: its procedure, its checked parameters, the way to its target, and what must never be written down. */
export type Workplace = {
  readonly procedure: AnyProcedure
  readonly params: unknown
  readonly stack: Stack
  /** Names the target's settings as they are now, without its secrets: a new password changes nothing, another host or database does. Null without a target. */
  readonly where: string | null
  readonly open: (mode: 'inspect' | 'apply', run: { id: string; fence: number }, signal: AbortSignal) => Promise<Target>
  /** Takes the secrets of target and parameters out of what is about to be stored or shown. */
  readonly clean: <T extends Json>(value: T) => T
}

/** A procedure without a target gets this one. */
const nothing: Target = { ping: () => Promise.resolve(), close: () => Promise.resolve() }

const digestOf = (settings: Json): string => createHash('sha256').update(canonicalJson(settings)).digest('hex').slice(0, 16)

/** Throws a UserError when the task, its target or a variable that they name isn't there any more. */
export async function prepareWorkplace(engine: Engine, stackName: string, task: Task): Promise<Workplace> {
  const procedure = engine.procedures.get(task.does)
  if (!procedure)
    throw new UserError(`task ${stackName}/${task.name} does ${task.does}, which this version of upkeep doesn't have`, {
      hint: 'list what there is with: upkeep procedures',
    })
  const row = await findStack(engine.store, stackName)
  if (row === null) throw new UserError(`the stack ${stackName} is no longer loaded`, { code: 'not-found' })
  const stack = row.definition as unknown as Stack

  const given = resolveAs(procedure.params as z.ZodType, task.with, engine.env, `guide.${task.name}.with`)
  const params = given.value
  const entry = task.target === null ? null : stack.targets[task.target]
  if (entry === undefined) throw new UserError(`the stack ${stackName} has no target ${task.target} any more`, { code: 'not-found' })
  if (entry === null)
    return { procedure, params, stack, where: null, open: () => Promise.resolve(nothing), clean: (value) => redact(value, given.secrets) }

  const connector = engine.connectors.get(entry.kind)
  if (!connector) throw new UserError(`the target ${task.target} is of kind ${entry.kind}, which this version of upkeep doesn't have`)
  const reached = resolveAs(connector.config as z.ZodType, entry.config, engine.env, `targets.${entry.name}`)
  const config = reached.value
  const secrets = [...given.secrets, ...reached.secrets]
  const log = engine.log.child({ stack: stackName, task: task.name })
  return {
    procedure,
    params,
    stack,
    where: digestOf(redact(JSON.parse(JSON.stringify(config)) as Json, secrets)),
    open: (mode, run, signal) => connector.open(config, { mode, run, signal, log }),
    clean: (value) => redact(value, secrets),
  }
}
