import { expect, it } from 'vitest'
import { assessLoad } from './load.ts'
import type { Load } from './load.ts'

it.each<[string, Load, string | null]>([
  ['a machine at its limit', { of: 'machine', average: 20, processors: 2 }, null],
  [
    'a machine over it',
    { of: 'machine', average: 20.06, processors: 2 },
    "the load of the server's machine is 20.1 on 2 processors (limit 10 for each)",
  ],
  ['sessions at their limit', { of: 'sessions', running: 50 }, null],
  ['more sessions', { of: 'sessions', running: 51 }, '51 sessions are at work at once (limit 50)'],
  [
    'sessions that the role may not see, since unknown counts as bad',
    { of: 'sessions', running: null },
    'the load is unknown: the server runs on another machine, and the role may not see how many sessions are at work (grant pg_monitor)',
  ],
])('%s', (_case, load, reason) => {
  expect(assessLoad(load, { 'max-load': 10, 'max-running': 50 })).toEqual(reason === null ? [] : [{ name: 'load', reason }])
})
