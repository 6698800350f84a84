import { describe, expect, it } from 'vitest'
import { createLogger } from '../../base/logger.ts'
import type { InspectContext, TaskFacts } from '../contract.ts'
import review from './review.ts'

const size: TaskFacts = {
  task: 'size',
  title: 'Database size',
  lastRun: {
    id: 'r1',
    state: 'converged',
    endedAt: '2026-07-04T11:00:00.000Z',
    facts: [{ label: 'Total', value: 5_000_000, unit: 'bytes' }],
  },
  openFindings: [{ severity: 'warning', title: 'it grew by a third' }],
}
const never: TaskFacts = { task: 'host', title: 'Host', lastRun: null, openFindings: [] }

const facts = (tasks: readonly TaskFacts[], given: Record<string, unknown> = {}) =>
  review.assess(
    { now: '2026-07-04T12:00:00.000Z', due: '2026-07-04T12:00:00.000Z', tasks },
    review.params.parse({ about: 'Costs', ...given }),
  )

describe('a review', () => {
  it('lays the last results and the open findings of its tasks before the person', () => {
    expect(facts([size, never])).toEqual({
      findings: [],
      steps: [],
      facts: [
        { label: 'About', value: 'Costs' },
        { label: 'Database size', value: 'converged' },
        { label: 'Database size: last run', value: '2026-07-04T11:00:00.000Z', unit: 'time' },
        { label: 'Database size: open', value: 'warning: it grew by a third' },
        { label: 'Database size: Total', value: 5_000_000, unit: 'bytes' },
        { label: 'Host', value: 'has not run yet' },
      ],
    })
  })

  it('shows its checklist and its links', () => {
    expect(facts([], { checklist: ['old backups'], links: { Bill: 'https://example.com/bill' } }).facts).toEqual([
      { label: 'About', value: 'Costs' },
      { label: 'To look at, 1', value: 'old backups' },
      { label: 'Bill', value: 'https://example.com/bill' },
    ])
  })

  it('asks for the facts of exactly the named tasks', async () => {
    const asked: string[][] = []
    const ctx: InspectContext = {
      now: new Date(),
      due: new Date(0),
      previous: null,
      record: () => null,
      facts: async (tasks) => (asked.push([...tasks]), [size]),
      signal: new AbortController().signal,
      log: createLogger({ level: 'silent' }),
    }
    const target = { ping: async () => {}, close: async () => {} }
    const observation = await review.inspect({ target, params: review.params.parse({ about: 'x', facts: ['size'] }), ctx })
    expect(observation).toMatchObject({ due: '1970-01-01T00:00:00.000Z', tasks: [size] })
    await review.inspect({ target, params: review.params.parse({ about: 'x' }), ctx })
    expect(asked).toEqual([['size']])
  })

  it.each([
    [{}, 'about'],
    [{ about: '' }, 'about'],
    [{ about: 'x', links: { a: 'javascript:alert(1)' } }, 'expected an http:// or https:// address'],
  ])('refuses %j', (given, message) => expect(JSON.stringify(review.params.safeParse(given).error?.issues)).toContain(message))
})
