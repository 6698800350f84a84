import type { Command } from '../context.ts'
import type { ServerMaker } from '../commands/serve.ts'
import { wholeNumber } from '../option-values.ts'

export type OptionSpec = {
  readonly flags: string
  readonly description: string
  // oxlint-disable-next-line typescript/no-explicit-any -- what came before, when an option is repeated: of the type that it gave then
  readonly parse?: (text: string, before?: any) => unknown
  readonly fallback?: number
  readonly needed?: boolean
}

/** One command: how it reads in the help, and where its code is. The code is loaded when the command is run, so that the help is fast. */
export type CommandSpec = {
  /** With its arguments: `run <stack/task>`, `audit verify`. */
  readonly usage: string
  /** For the list of commands: a line of 58 characters at most. */
  readonly description: string
  readonly options?: readonly OptionSpec[]
  /** What else there is to know. */
  readonly more?: string
  /** Lines to type, each with what it does. */
  readonly examples?: readonly (readonly [string, string])[]
  // oxlint-disable-next-line typescript/no-explicit-any -- each command knows its own arguments and options; the menu holds them all
  readonly load: (parts: Parts) => Promise<Command<any, any>>
}

/** What commands need of other doors. */
export type Parts = { readonly makeServer: ServerMaker }

export const json: OptionSpec = { flags: '--json', description: 'print JSON, in the very shape that the HTTP API answers with' }
export const limit = (fallback: number): OptionSpec => ({
  flags: '--limit <n>',
  description: 'show at most so many',
  parse: wholeNumber(1, 500),
  fallback,
})
export const roles = ['viewer', 'operator', 'admin'] as const
export const runStates = ['queued', 'running', 'waiting', 'converged', 'planned', 'diverged', 'failed', 'cancelled'] as const
