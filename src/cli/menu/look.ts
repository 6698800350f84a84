import { severities } from '../../base/severity.ts'
import { oneOf, someOf } from '../option-values.ts'
import { json, limit, runStates } from './spec.ts'
import type { CommandSpec } from './spec.ts'

const scope = 'STACK narrows it down: the name of a stack, or of one task as STACK/TASK.'

export const look: readonly CommandSpec[] = [
  {
    usage: 'status',
    description: 'is everything all right? what is next, what needs you',
    options: [json],
    more: 'Ends with 0 when all is fine, 1 when something needs a person, 3 when nobody is looking.',
    load: async () => (await import('../commands/status.ts')).status,
  },
  {
    usage: 'tasks [stack]',
    description: 'what is due when',
    options: [json],
    more: scope,
    load: async () => (await import('../commands/tasks.ts')).tasks,
  },
  {
    usage: 'runs [stack]',
    description: 'what ran, newest first',
    options: [
      { flags: '--state <states>', description: `only these, comma-separated: ${runStates.join(', ')}`, parse: someOf(runStates) },
      limit(20),
      { flags: '--before <run>', description: 'only runs older than this one' },
      json,
    ],
    more: scope,
    examples: [
      ['upkeep runs mine/vacuum', 'of one task'],
      ['upkeep runs --state failed,diverged', 'what went wrong'],
    ],
    load: async () => (await import('../commands/runs.ts')).runs,
  },
  {
    usage: 'show <run>',
    description: 'one run: its steps, and what was seen before and after',
    options: [{ flags: '--follow', description: 'follow it until it has ended or waits' }, json],
    more: 'RUN is an id as `upkeep runs` shows it: the last 8 characters will do. Ends as `upkeep run` does.',
    load: async () => (await import('../commands/show.ts')).show,
  },
  {
    usage: 'findings [stack]',
    description: 'what is wrong',
    options: [
      { flags: '--all', description: 'resolved ones too' },
      { flags: '--severity <level>', description: `only these: ${severities.join(', ')}`, parse: oneOf(severities) },
      limit(100),
      json,
    ],
    more: `${scope}\nEnds with 1 while one is open, and with 0 once all are acknowledged or resolved.`,
    load: async () => (await import('../commands/findings.ts')).findings,
  },
  {
    usage: 'databases',
    description: 'the databases under care: size, growth, what is worst',
    options: [json],
    load: async () => (await import('../commands/databases.ts')).databases,
  },
  {
    usage: 'database <stack/target>',
    description: 'one database: what needs care, tables, indexes, statements, sessions',
    options: [json],
    more: 'STACK/TARGET is a database as `upkeep databases` shows it; TARGET alone will do where only one stack has it.\nEnds with 0 when nothing needs care, 1 when something does, 3 when nobody has looked yet.',
    load: async () => (await import('../commands/database.ts')).database,
  },
  {
    usage: 'requests',
    description: 'what waits for a person',
    options: [json],
    more: 'Ends with 4 while something waits.',
    load: async () => (await import('../commands/requests.ts')).requests,
  },
]
