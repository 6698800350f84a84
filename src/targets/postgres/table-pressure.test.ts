import { expect, it } from 'vitest'
import { assessTablePressure } from './table-pressure.ts'

const longTransaction = {
  pid: 4711,
  user: 'ann',
  application: 'psql',
  kind: 'client backend',
  state: 'idle in transaction',
  queryStart: null,
  transactionStart: '2025-11-22T06:12:03.000Z',
  query: "select 'secret'",
}

it.each([
  [{ waiting: 0, vacuumedBy: [], longTransactions: [] }, []],
  [{ waiting: 1, vacuumedBy: [], longTransactions: [] }, [{ name: 'locks', reason: '1 session waits for a lock on public.t' }]],
  [{ waiting: 3, vacuumedBy: [], longTransactions: [] }, [{ name: 'locks', reason: '3 sessions wait for a lock on public.t' }]],
  [{ waiting: 0, vacuumedBy: [7, 8], longTransactions: [] }, [{ name: 'vacuum', reason: 'public.t is being vacuumed by pid 7, 8' }]],
  [
    { waiting: 0, vacuumedBy: [], longTransactions: [longTransaction] },
    [
      {
        name: 'long-transaction',
        reason:
          "the work on public.t would wait for a transaction that has been open for over 1m: pid 4711 (psql, user ann, idle in transaction since 2025-11-22 06:12:03 UTC: select '…')",
      },
    ],
  ],
])('%j pauses the work: %j', (pressure, signals) =>
  expect(assessTablePressure({ schema: 'public', name: 't', waitsFor: { openMs: 60_000, which: 'concerned' } }, pressure)).toEqual(signals),
)
