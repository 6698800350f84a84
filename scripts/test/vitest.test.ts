import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { countTests } from './vitest.ts'

const file = (status: string, ...tests: string[]) => ({
  name: resolve('some.test.ts'),
  status,
  assertionResults: tests.map((result, index) => ({ fullName: `test ${index}`, status: result })),
})
const report = (...testResults: ReturnType<typeof file>[]) => {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  const count = (status: string) => all.filter((one) => one.status === status).length
  return { success: true, numPassedTests: count('passed'), testResults }
}

describe('the count of tests', () => {
  test('is what vitest reports', () => {
    expect(countTests(report(file('failed', 'passed', 'failed'), file('passed', 'passed')))).toMatchObject({ passed: 2, failed: 1 })
  })

  test('names each that failed, and why', () => {
    const failed = {
      fullName: 'holds',
      status: 'failed',
      failureMessages: [
        `AssertionError: expected 1 to be 2\n    at expect (/node_modules/chai.js:1)\n    at ${resolve('some.test.ts')}:3:1`,
      ],
    }
    const reported = { ...report(), numPassedTests: 0, testResults: [{ ...file('failed'), assertionResults: [failed] }] }
    expect(countTests(reported).failures).toEqual(['some.test.ts: holds: AssertionError: expected 1 to be 2 (at some.test.ts:3:1)'])
  })

  test('takes a skipped test as failed', () => {
    expect(countTests(report(file('passed', 'passed', 'pending', 'todo', 'skipped')))).toMatchObject({ passed: 1, failed: 3 })
  })

  test('takes a file that could not be loaded as one failed test', () => {
    expect(countTests(report(file('failed'), file('passed', 'passed')))).toMatchObject({ passed: 1, failed: 1 })
  })

  test('is an error when there was no test at all', () => {
    expect(() => countTests(report())).toThrow('vitest ran no test')
  })
})
