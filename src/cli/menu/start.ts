import { wholeNumber } from '../option-values.ts'
import type { CommandSpec } from './spec.ts'

const byHand = '`up` runs this for you. By hand it is for further hosts that share one UPKEEP_DATABASE_URL.'

export const start: readonly CommandSpec[] = [
  {
    usage: 'up [files...]',
    description: 'start everything, and keep it running',
    options: [
      { flags: '--demo', description: 'the demo stack too, on a database of its own' },
      { flags: '--workers <n>', description: 'worker processes', parse: wholeNumber(1, 64), fallback: 1 },
    ],
    more: 'Without files: those in UPKEEP_HOME/stacks. Ctrl-C stops everything; after a kill -9 the next\nstart takes over what was left.',
    examples: [
      ['upkeep up --demo', 'with a stack to look at'],
      ['upkeep up mine.yaml', 'for your own stack'],
    ],
    load: async () => (await import('../commands/up.ts')).up,
  },
  {
    usage: 'serve',
    description: 'only the page and the API',
    more: byHand,
    load: async ({ makeServer }) => (await import('../commands/serve.ts')).serveWith(makeServer),
  },
  {
    usage: 'work',
    description: 'only a worker, which carries out what is due',
    options: [
      { flags: '--host <name>', description: "take the tasks with this `host:` too (default: this machine's name)" },
      { flags: '--concurrency <n>', description: 'runs at a time', parse: wholeNumber(1, 64), fallback: 8 },
    ],
    more: byHand,
    load: async () => (await import('../commands/work.ts')).work,
  },
]
