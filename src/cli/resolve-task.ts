import { UserError } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import type { UseCases } from '../app/use-cases.ts'

export type TaskName = { readonly stack: string; readonly task: string }

/** The task that was typed as STACK/TASK, or as TASK alone where only one stack has such a task. */
export function pickTask(typed: string, all: readonly TaskName[]): TaskName {
  const exact = all.filter(({ stack, task }) => typed === `${stack}/${task}` || typed === task)
  if (exact.length === 1) return exact[0]!
  if (exact.length > 1) {
    throw new UserError(`${exact.length} stacks have a task ${typed}`, {
      hint: `say which: ${exact.map(({ stack, task }) => `${stack}/${task}`).join(', ')}.`,
    })
  }
  if (all.length === 0) throw new UserError(`there is no task ${typed}: no stack is loaded`, { code: 'not-found', hint: noStackHint })
  const near = nearest(typed, typed.includes('/') ? all.map(({ stack, task }) => `${stack}/${task}`) : all.map(({ task }) => task))
  throw new UserError(`there is no task ${typed}`, {
    code: 'not-found',
    hint: near === null ? '`upkeep tasks` lists them.' : `did you mean ${near}?`,
  })
}

/** The stack, and the task if there is one, that was typed as STACK or STACK/TASK to narrow a list down. */
export function pickScope(typed: string, all: readonly TaskName[]): { stack: string; task?: string } {
  const stacks = new Set(all.map(({ stack }) => stack))
  if (stacks.has(typed)) return { stack: typed }
  if (typed.includes('/') || all.some(({ task }) => task === typed)) return pickTask(typed, all)
  if (all.length === 0) throw new UserError(`there is no stack ${typed}: none is loaded`, { code: 'not-found', hint: noStackHint })
  const near = nearest(typed, [...stacks, ...all.map(({ task }) => task)])
  throw new UserError(`there is no stack ${typed}`, {
    code: 'not-found',
    hint: near === null ? `there is ${[...stacks].join(', ')}.` : `did you mean ${near}?`,
  })
}

const noStackHint = '`upkeep up FILE` loads a stack file, `upkeep up --demo` the demo.'

export const resolveTask = async (useCases: UseCases, typed: string): Promise<TaskName> => pickTask(typed, await useCases.tasks())

export const resolveScope = async (useCases: UseCases, typed: string | undefined): Promise<{ stack?: string; task?: string }> =>
  typed === undefined ? {} : pickScope(typed, await useCases.tasks())
