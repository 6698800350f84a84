import { UserError } from '../../base/errors.ts'
import { nearest } from '../../base/nearest.ts'
import type { AnyProcedure } from '../../procedures/contract.ts'
import type { Stack, Task } from '../../stack/model.ts'
import type { Db } from '../../store/db.ts'
import { listFindings } from '../../store/finding.ts'
import type { FindingRow } from '../../store/finding.ts'
import { lastLooks } from '../../store/look.ts'
import { listStacks } from '../../store/stack.ts'
import { listTasks } from '../../store/task.ts'
import { viewTasks } from '../tasks.ts'
import type { TaskView } from '../views/task.ts'
import type { Looks, SeenTask } from './looks.ts'

/** The kinds of target that have a page. */
export const databaseKinds = ['postgres', 'sqlite'] as const
export type DatabaseKind = (typeof databaseKinds)[number]

/** One database of a stack, with all that its tasks saw last and what is open about it. */
export type Database = {
  readonly kind: DatabaseKind
  readonly timezone: string
  readonly looks: Looks
  readonly findings: readonly FindingRow[]
}

type Procedures = ReadonlyMap<string, AnyProcedure>
const findingsAtMost = 500

/** The databases of every stack, or those that `only` names: a few statements for each stack. */
export async function findDatabases(db: Db, procedures: Procedures, only: { stack?: string; target?: string } = {}): Promise<Database[]> {
  const stacks = (await listStacks(db)).filter(({ name }) => only.stack === undefined || name === only.stack)
  const found = await Promise.all(
    stacks.map(async ({ name, timezone, definition }) => {
      const { targets } = definition as unknown as Stack
      const wanted = Object.values(targets).filter(({ name: target }) => only.target === undefined || target === only.target)
      const kinds = new Map(
        wanted.flatMap((target) => databaseKinds.filter((kind) => kind === target.kind).map((kind) => [target.name, kind])),
      )
      return kinds.size === 0 ? [] : databasesOf(db, procedures, { name, timezone, kinds })
    }),
  )
  return found.flat()
}

export async function findDatabase(db: Db, procedures: Procedures, stack: string, target: string): Promise<Database> {
  const [found] = await findDatabases(db, procedures, { stack, target })
  if (found) return found
  const all = (await findDatabases(db, procedures)).map(({ looks }) => `${looks.stack}/${looks.target}`)
  const near = nearest(`${stack}/${target}`, all)
  throw new UserError(`there is no database ${stack}/${target}`, {
    code: 'not-found',
    hint:
      near !== null
        ? `did you mean ${near}?`
        : `databases are targets of the kinds ${databaseKinds.join(' and ')} in a stack file${all.length > 0 ? `: ${all.join(', ')}` : ''}.`,
  })
}

type StackOfDatabases = { readonly name: string; readonly timezone: string; readonly kinds: ReadonlyMap<string, DatabaseKind> }

async function databasesOf(db: Db, procedures: Procedures, { name: stack, timezone, kinds }: StackOfDatabases): Promise<Database[]> {
  const [rows, views, findings] = await Promise.all([
    listTasks(db, stack),
    viewTasks(db, { stack }),
    listFindings(db, { stack, limit: findingsAtMost }),
  ])
  const ours = views.filter(({ target }) => target !== null && kinds.has(target))
  const looks = await lastLooks(
    db,
    stack,
    ours.map(({ task }) => task),
  )
  const now = new Date()
  const examples = new Map([...procedures].map(([name, { example }]) => [name, example]))
  const seen = (view: TaskView): SeenTask => {
    const definition = rows.find(({ name }) => name === view.task)!.definition as unknown as Task
    const params = procedures.get(view.procedure)?.params.safeParse(definition.with)
    return {
      view,
      definition,
      params: params?.success ? (params.data as SeenTask['params']) : null,
      look: looks.find(({ task }) => task === view.task) ?? null,
    }
  }
  return [...kinds].map(([target, kind]) => {
    const tasks = ours.filter((view) => view.target === target)
    const names = new Set(tasks.map(({ task }) => task))
    return {
      kind,
      timezone,
      looks: { stack, target, now, tasks: tasks.map(seen), examples },
      findings: findings.filter(({ task }) => names.has(task)),
    }
  })
}
