import { json } from './spec.ts'
import type { CommandSpec } from './spec.ts'

const task = 'STACK/TASK is a task as `upkeep tasks` shows it; TASK alone will do where only one stack has it.'
const follow = { flags: '--follow', description: 'then follow the run until it has ended or waits' }

export const act: readonly CommandSpec[] = [
  {
    usage: 'plan <stack/task>',
    description: 'what would be done now; changes nothing',
    options: [json],
    more: task,
    load: async () => (await import('../commands/plan.ts')).plan,
  },
  {
    usage: 'run <stack/task>',
    description: 'do a task now, and follow it',
    options: [
      { flags: '-y, --yes', description: 'approve beforehand whatever it plans' },
      { flags: '--detach', description: "don't follow it" },
      json,
    ],
    more: `${task}\nCtrl-C ends the following, not the run. Where no worker is alive, this command carries the run\nout itself, and Ctrl-C cancels it.`,
    examples: [
      ['upkeep run mine/vacuum', 'now, and say how it goes'],
      ['upkeep run mine/retention --yes', 'without asking, whatever it plans'],
    ],
    load: async () => (await import('../commands/run.ts')).run,
  },
  {
    usage: 'cancel <run>',
    description: 'stop a run at its next checkpoint',
    options: [json],
    more: 'What its steps have done stays done; the next run finishes the job.',
    load: async () => (await import('../commands/cancel.ts')).cancel,
  },
]

export const answer: readonly CommandSpec[] = [
  {
    usage: 'approve <run>',
    description: 'see the plan that a run waits with, and say yes',
    options: [
      { flags: '--plan <hash>', description: "don't ask: this is the plan that I have seen (8 characters or more of its hash)" },
      { flags: '--note <text>', description: 'why' },
      follow,
      json,
    ],
    more: 'Without a terminal to ask on, --plan is needed. A plan that has changed since is not approved.',
    examples: [
      ['upkeep approve 1f2e3d4c', 'look, and answer'],
      ['upkeep approve 1f2e3d4c --plan 856a0a5d', 'for scripts'],
    ],
    load: async () => (await import('../commands/approve.ts')).approve,
  },
  {
    usage: 'reject <run>',
    description: 'say no to a plan; the run ends as cancelled',
    options: [{ flags: '--note <text>', description: 'why (needed)', needed: true }, json],
    load: async () => (await import('../commands/answer.ts')).reject,
  },
  {
    usage: 'sign <run>',
    description: 'answer a review',
    options: [{ flags: '--note <text>', description: 'what you saw and decided (needed)', needed: true }, json],
    load: async () => (await import('../commands/answer.ts')).sign,
  },
  {
    usage: 'ack <finding>',
    description: 'say that somebody knows about a finding',
    options: [{ flags: '--note <text>', description: 'who does what about it' }, json],
    more: 'FINDING is an id as `upkeep findings` shows it.',
    load: async () => (await import('../commands/ack.ts')).ack,
  },
]
