import { expect, test } from 'vitest'
import { asFailure, failureOf, isSignedOut } from './failure.ts'

test("the API's own words are kept: code, message, hint and every problem", () => {
  const failure = failureOf(409, {
    error: { code: 'conflict', message: 'the run waits with another plan', hint: 'look again', problems: [{ message: 'one' }] },
  })
  expect(failure).toMatchObject({
    status: 409,
    code: 'conflict',
    message: 'the run waits with another plan',
    hint: 'look again',
    problems: [{ message: 'one' }],
  })
})

test.each([[null], ['<html>502</html>'], [{ error: 'no' }], [{}]])('a body that is not the API’s (%j) is named by its status', (body) => {
  expect(failureOf(502, body)).toMatchObject({ status: 502, code: 'unreadable', message: 'the server answered 502 without saying why' })
})

test('only a 401 means signed out', () => {
  expect(isSignedOut(failureOf(401, {}))).toBe(true)
  expect(isSignedOut(failureOf(403, {}))).toBe(false)
  expect(isSignedOut(new Error('401'))).toBe(false)
})

test('a thrown value that is not a failure keeps its words', () => {
  expect(asFailure(new TypeError('x is undefined')).message).toBe('x is undefined')
  expect(asFailure('odd').message).toBe('odd')
})
