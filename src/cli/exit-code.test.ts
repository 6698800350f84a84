import { describe, expect, it } from 'vitest'
import { RemoteError, UserError } from '../base/errors.ts'
import { exitCodeOf, exitCodeOfError } from './exit-code.ts'

describe('the exit code of a run', () => {
  it.each([
    ['converged', 0, 0],
    ['converged', 2, 1],
    ['planned', 0, 0],
    ['planned', 1, 1],
    ['diverged', 0, 3],
    ['failed', 0, 3],
    ['failed', 4, 3],
    ['cancelled', 0, 3],
    ['waiting', 0, 4],
    ['waiting', 3, 4],
    ['queued', 0, 0],
    ['running', 1, 0],
  ] as const)('that is %s with %i findings is %i', (state, findingsOpen, code) => {
    expect(exitCodeOf({ state, findingsOpen })).toBe(code)
  })
})

describe('the exit code of an error', () => {
  it.each([
    ['a wrong input', new UserError('no'), 2],
    ['what is not there', new UserError('no', { code: 'not-found' }), 2],
    ['a state that does not allow it', new UserError('no', { code: 'conflict' }), 3],
    ['what is not possible now', new UserError('no', { code: 'not-available' }), 3],
    ['a database that is down', new RemoteError('no', { transient: true }), 3],
    ['a bug', new TypeError('no'), 3],
    ['whatever else is thrown', 'no', 3],
  ])('%s', (_, error, code) => {
    expect(exitCodeOfError(error)).toBe(code)
  })
})
