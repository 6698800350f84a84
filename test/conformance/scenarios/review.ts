import type { Scenario } from '../scenario.ts'

export default [
  {
    title: 'facts of two tasks and a checklist',
    expects: 'nothing',
    doneBy: 'record',
    make: async () => ({
      config: null,
      params: {
        about: 'Are the costs what we expect?',
        facts: ['size', 'host'],
        checklist: ['old backups'],
        links: { Bill: 'https://example.com/bill' },
      },
      snapshot: async () => null,
      proven: async () => {},
      close: async () => {},
    }),
  },
] satisfies Scenario[]
