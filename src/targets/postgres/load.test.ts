import { expect, it, vi } from 'vitest'
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

it('takes the limit from UPKEEP_MAX_LOAD where the target has none, and 10 where neither is a limit', () => {
  const over = (average: number) => assessLoad({ of: 'machine', average, processors: 1 }, { 'max-running': 50 }).length === 1
  const limitOf = (value: string) => {
    vi.stubEnv('UPKEEP_MAX_LOAD', value)
    return [3, 10, 1_000].find((limit) => !over(limit) && over(limit + 1))
  }
  expect(['3', '', 'many', '0'].map(limitOf)).toEqual([3, 10, 10, 10])
  vi.unstubAllEnvs()
})
