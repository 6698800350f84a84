import { expect, it } from 'vitest'
import { describeBlocker, tidyBlocker } from './blockers.ts'
import type { Blocker } from './blockers.ts'

const blocker: Blocker = {
  pid: 4711,
  user: 'ann',
  application: 'psql',
  kind: 'client backend',
  state: 'idle in transaction',
  queryStart: '2025-11-22T06:13:00.000Z',
  transactionStart: '2025-11-22T06:12:03.000Z',
  query: "update users set password = 'secret' where id = 7",
}

it('names who blocks, since when, and with what, without what the statement is about', () => {
  const words = describeBlocker(tidyBlocker(blocker))
  expect(words).toMatch(/^pid 4711 \(psql, user ann, idle in transaction since 2025-11-22 06:12:03 UTC: update users set password = '…'/)
  expect(words).not.toContain('secret')
})

it.each([
  ['since when a statement runs', { ...blocker, state: 'active', query: 'select 1' }, 'since 2025-11-22 06:13:00 UTC'],
  ['a prepared transaction', { ...blocker, pid: 0 }, 'a prepared transaction'],
  ['autovacuum', { ...blocker, kind: 'autovacuum worker' }, 'pid 4711 (autovacuum)'],
  [
    'a session of which nothing may be seen',
    { ...blocker, user: null, application: null, kind: null, state: null, query: null },
    'pid 4711',
  ],
])('names %s', (_case, seen, words) => expect(describeBlocker(tidyBlocker(seen))).toContain(words))

it('cuts a long statement', () => {
  const query = tidyBlocker({ ...blocker, query: `select ${'a, '.repeat(500)} b from t` }).query!
  expect(query.length).toBeLessThanOrEqual(120)
  expect(query.endsWith('…')).toBe(true)
})
