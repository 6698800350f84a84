import { expect, it } from 'vitest'
import { RemoteError, UserError } from '../base/errors.ts'
import { retryDelayMs } from './retry.ts'

const passing = new RemoteError('connection refused', { transient: true })

it.each([
  ['the first time', passing, 0, 3, 5_000],
  ['the third time', passing, 2, 3, 20_000],
  ['when the tries are spent', passing, 3, 3, null],
  ['at ten minutes at most', passing, 12, 99, 600_000],
  ['never without retries', passing, 0, 0, null],
  ['never when a retry can’t cure it', new RemoteError('no such database', { transient: false }), 0, 3, null],
  ['never after a mistake of the user', new UserError('no'), 0, 3, null],
  ['never after a bug', new Error('oops'), 0, 3, null],
])('tries again %s', (_, error, failures, retries, delay) => {
  expect(retryDelayMs(error, failures, retries)).toBe(delay)
})
