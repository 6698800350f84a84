import { oneOf, span, wholeNumber } from '../option-values.ts'
import { json, limit, roles } from './spec.ts'
import type { CommandSpec } from './spec.ts'

export const guides: readonly CommandSpec[] = [
  {
    usage: 'check <files...>',
    description: 'every problem of stack files, each at its place',
    options: [json],
    more: 'A folder stands for the *.yaml and *.yml in it. Needs no database, and reaches no target. Ends with 2\nwhen something is wrong.',
    load: async () => (await import('../commands/check.ts')).check,
  },
  {
    usage: 'schema',
    description: 'the JSON Schema of stack files, for editors',
    examples: [
      ['upkeep schema > stack.schema.json', 'then, as the first line of a stack file:'],
      ['# yaml-language-server: $schema=stack.schema.json', ''],
    ],
    load: async () => (await import('../commands/schema.ts')).schema,
  },
  {
    usage: 'procedures [name]',
    description: 'what a guide can make use of; the page of one',
    options: [json],
    load: async () => (await import('../commands/procedures.ts')).procedures,
  },
]

export const own: readonly CommandSpec[] = [
  {
    usage: 'doctor',
    description: 'what is missing on this machine, and how to get it',
    options: [json],
    more: 'Changes nothing. Ends with 2 when Upkeep can not run here.',
    load: async () => (await import('../commands/doctor.ts')).doctor,
  },
  {
    usage: 'audit list',
    description: 'who changed what, newest first',
    options: [
      limit(50),
      { flags: '--before <entry>', description: 'only entries older than this number', parse: wholeNumber(1, Number.MAX_SAFE_INTEGER) },
      { flags: '--subject <text>', description: 'only about this, such as run:ID or stack:NAME' },
      json,
    ],
    load: async () => (await import('../commands/audit.ts')).auditList,
  },
  {
    usage: 'audit verify',
    description: 'whether an entry was changed or removed',
    options: [json],
    more: 'Ends with 3 when one was.',
    load: async () => (await import('../commands/audit.ts')).auditVerify,
  },
  {
    usage: 'tokens list',
    description: 'who may sign in',
    options: [json],
    load: async () => (await import('../commands/tokens.ts')).tokensList,
  },
  {
    usage: 'tokens create <name>',
    description: 'make a token; its secret is printed this once',
    options: [
      { flags: '--role <role>', description: `what it may do: ${roles.join(' < ')} (needed)`, parse: oneOf(roles), needed: true },
      { flags: '--expires <span>', description: 'how long it is good for, such as 90d (default: for ever)', parse: span },
      json,
    ],
    examples: [['TOKEN=$(upkeep tokens create grafana --role viewer)', 'the secret alone is on standard output']],
    load: async () => (await import('../commands/tokens.ts')).tokensCreate,
  },
  {
    usage: 'tokens revoke <name>',
    description: 'revoke a token and its sessions, at once',
    options: [json],
    load: async () => (await import('../commands/tokens.ts')).tokensRevoke,
  },
  {
    usage: 'version',
    description: 'which Upkeep this is',
    options: [json],
    load: async () => (await import('../commands/version.ts')).version,
  },
]
