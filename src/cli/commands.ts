import { severities } from '../base/severity.ts'
import { oneOf, someOf, span, wholeNumber } from './option-values.ts'
import type { Command } from './context.ts'
import type { ServerMaker } from './commands/serve.ts'

/** What follows a command on its line. `[X]` may be left out, `X...` may be repeated. */
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
  /** With its arguments: `run <stack/task>`. */
  readonly usage: string
  readonly description: string
  readonly group: string
  readonly options?: readonly OptionSpec[]
  readonly help?: string
  // oxlint-disable-next-line typescript/no-explicit-any -- each command knows its own arguments and options; the table holds them all
  readonly load: (parts: Parts) => Promise<Command<any, any>>
}

/** What commands need of other doors. */
export type Parts = { readonly makeServer: ServerMaker }

const json: OptionSpec = { flags: '--json', description: 'print JSON, in the very shape that the HTTP API answers with' }
const note = (description: string, needed = false): OptionSpec => ({ flags: '--note <text>', description, needed })
const limit = (fallback: number): OptionSpec => ({
  flags: '--limit <n>',
  description: 'show at most so many',
  parse: wholeNumber(1, 500),
  fallback,
})
const follow: OptionSpec = { flags: '--follow', description: 'then follow the run until it has ended or waits' }

const runStates = ['queued', 'running', 'waiting', 'converged', 'planned', 'diverged', 'failed', 'cancelled'] as const
const roles = ['viewer', 'operator', 'admin'] as const

const start = 'Start:'
const look = 'Look:'
const act = 'Act:'
const answer = 'Answer:'
const guides = 'Guides:'
const upkeep = 'Upkeep itself:'

export const commands: readonly CommandSpec[] = [
  {
    usage: 'up [files...]',
    description: 'start everything, for these stack files, and keep it running',
    group: start,
    options: [
      { flags: '--demo', description: 'the demo stack too, on a database of its own' },
      { flags: '--workers <n>', description: 'worker processes', parse: wholeNumber(1, 64), fallback: 1 },
    ],
    help: 'Without files: those in UPKEEP_HOME/stacks. Ctrl-C stops everything; after a kill -9 the next start takes over what was left.',
    load: async () => (await import('./commands/up.ts')).up,
  },
  {
    usage: 'serve',
    description: 'only the page and the API',
    group: start,
    help: '`up` runs this for you. By hand it is for further hosts that share one UPKEEP_DATABASE_URL.',
    load: async ({ makeServer }) => (await import('./commands/serve.ts')).serveWith(makeServer),
  },
  {
    usage: 'work',
    description: 'only a worker, which carries out what is due',
    group: start,
    options: [
      { flags: '--host <name>', description: "take the tasks with this `host:` too (default: this machine's name)" },
      { flags: '--concurrency <n>', description: 'runs at a time', parse: wholeNumber(1, 64) },
    ],
    help: '`up` runs this for you. By hand it is for further hosts that share one UPKEEP_DATABASE_URL.',
    load: async () => (await import('./commands/work.ts')).work,
  },
  {
    usage: 'status',
    description: 'is everything all right? what ran, what is next, what needs you',
    group: look,
    options: [json],
    load: async () => (await import('./commands/status.ts')).status,
  },
  {
    usage: 'tasks [stack]',
    description: 'what is due when; of one STACK or STACK/TASK',
    group: look,
    options: [json],
    load: async () => (await import('./commands/tasks.ts')).tasks,
  },
  {
    usage: 'runs [stack]',
    description: 'runs, newest first; of one STACK or STACK/TASK',
    group: look,
    options: [
      json,
      { flags: '--state <states>', description: `only these, comma-separated: ${runStates.join(', ')}`, parse: someOf(runStates) },
      limit(20),
      { flags: '--before <run>', description: 'only runs older than this one' },
    ],
    load: async () => (await import('./commands/runs.ts')).runs,
  },
  {
    usage: 'show <run>',
    description: 'one run: its plan, steps, what was seen before and after',
    group: look,
    options: [json, { flags: '--follow', description: 'follow it until it has ended or waits' }],
    help: 'A run is named by its id or its last 8 characters, as `upkeep runs` shows them.',
    load: async () => (await import('./commands/show.ts')).show,
  },
  {
    usage: 'findings [stack]',
    description: 'what is wrong; of one STACK or STACK/TASK. Exits with 1 when some are open',
    group: look,
    options: [
      json,
      { flags: '--all', description: 'resolved ones too' },
      { flags: '--severity <level>', description: `only these: ${severities.join(', ')}`, parse: oneOf(severities) },
      limit(100),
    ],
    load: async () => (await import('./commands/findings.ts')).findings,
  },
  {
    usage: 'requests',
    description: 'what waits for a person. Exits with 4 when something does',
    group: look,
    options: [json],
    load: async () => (await import('./commands/requests.ts')).requests,
  },
  {
    usage: 'plan <stack/task>',
    description: 'what would be done now; changes nothing',
    group: act,
    options: [json],
    load: async () => (await import('./commands/plan.ts')).plan,
  },
  {
    usage: 'run <stack/task>',
    description: 'do a task now, and follow it',
    group: act,
    options: [
      { flags: '-y, --yes', description: 'approve beforehand whatever it plans' },
      { flags: '--detach', description: "don't follow it" },
      json,
    ],
    help: 'Ctrl-C ends the following, not the run. Where no worker is alive, this command carries the run out itself, and Ctrl-C cancels it.',
    load: async () => (await import('./commands/run.ts')).run,
  },
  {
    usage: 'cancel <run>',
    description: 'stop a run at its next checkpoint',
    group: act,
    options: [json],
    load: async () => (await import('./commands/cancel.ts')).cancel,
  },
  {
    usage: 'approve <run>',
    description: 'show the plan that a run waits with, and ask whether to go on',
    group: answer,
    options: [
      { flags: '--plan <hash>', description: "don't ask: this is the plan that I have seen (8 characters or more of its hash)" },
      note('why'),
      follow,
      json,
    ],
    help: 'Without a terminal to ask on, --plan is needed. A plan that has changed since is not approved.',
    load: async () => (await import('./commands/approve.ts')).approve,
  },
  {
    usage: 'reject <run>',
    description: 'say no to a plan; the run ends as cancelled',
    group: answer,
    options: [note('why (needed)', true), json],
    load: async () => (await import('./commands/answer.ts')).reject,
  },
  {
    usage: 'sign <run>',
    description: 'answer a review',
    group: answer,
    options: [note('what you saw and decided (needed)', true), json],
    load: async () => (await import('./commands/answer.ts')).sign,
  },
  {
    usage: 'ack <finding>',
    description: 'say that somebody knows about a finding',
    group: answer,
    options: [note('who does what about it'), json],
    load: async () => (await import('./commands/ack.ts')).ack,
  },
  {
    usage: 'check <files...>',
    description: 'every problem of stack files (or folders of them), each at its line and column',
    group: guides,
    options: [json],
    help: 'Needs no database, and reaches no target. Exits with 2 when a file has problems.',
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    usage: 'schema',
    description: 'the JSON Schema of stack files, for editors',
    group: guides,
    load: async () => (await import('./commands/schema.ts')).schema,
  },
  {
    usage: 'procedures [name]',
    description: 'what a guide can make use of; the page of one',
    group: guides,
    options: [json],
    load: async () => (await import('./commands/procedures.ts')).procedures,
  },
  {
    usage: 'doctor',
    description: 'what is missing on this machine, and how to get it',
    group: upkeep,
    options: [json],
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    usage: 'audit list',
    description: 'who changed what, newest first',
    group: upkeep,
    options: [
      limit(50),
      { flags: '--before <entry>', description: 'only entries older than this number', parse: wholeNumber(1, Number.MAX_SAFE_INTEGER) },
      { flags: '--subject <text>', description: 'only about this: a run, a finding, STACK/TASK' },
      json,
    ],
    load: async () => (await import('./commands/audit.ts')).auditList,
  },
  {
    usage: 'audit verify',
    description: 'whether an entry was changed or removed. Exits with 3 when one was',
    group: upkeep,
    options: [json],
    load: async () => (await import('./commands/audit.ts')).auditVerify,
  },
  {
    usage: 'tokens list',
    description: 'who may sign in',
    group: upkeep,
    options: [json],
    load: async () => (await import('./commands/tokens.ts')).tokensList,
  },
  {
    usage: 'tokens create <name>',
    description: 'make a token; its secret is printed this once',
    group: upkeep,
    options: [
      { flags: '--role <role>', description: `what it may do: ${roles.join(' < ')} (needed)`, parse: oneOf(roles), needed: true },
      { flags: '--expires <span>', description: 'how long it is good for, such as 90d (default: for ever)', parse: span },
      json,
    ],
    load: async () => (await import('./commands/tokens.ts')).tokensCreate,
  },
  {
    usage: 'tokens revoke <name>',
    description: 'revoke a token and its sessions, at once',
    group: upkeep,
    options: [json],
    load: async () => (await import('./commands/tokens.ts')).tokensRevoke,
  },
  {
    usage: 'version',
    description: 'which Upkeep this is',
    group: upkeep,
    options: [json],
    load: async () => (await import('./commands/version.ts')).version,
  },
]

/** Commands that have commands of their own. The first of each is what the bare name means. */
export const groups: Readonly<Record<string, string>> = {
  audit: 'who changed what (list), and whether that record is whole (verify)',
  tokens: 'who may sign in: list, create, revoke',
}
