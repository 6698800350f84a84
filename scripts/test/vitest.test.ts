import { describe, expect, test } from 'vitest'
import { countTests } from './vitest.ts'

const file = (status: string, ...tests: string[]) => ({
  name: 'some.test.ts',
  status,
  assertionResults: tests.map((result, index) => ({ fullName: `test ${index}`, status: result })),
})
const report = (...testResults: ReturnType<typeof file>[]) => {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  const count = (status: string) => all.filter((one) => one.status === status).length
  return { success: true, numPassedTests: count('passed'), numFailedTests: count('failed'), testResults }
}

describe('the count of tests', () => {
  test('is what vitest reports', () => {
    expect(countTests(report(file('failed', 'passed', 'failed'), file('passed', 'passed')))).toEqual({ passed: 2, failed: 1 })
  })

  test('takes a skipped test as failed', () => {
    expect(countTests(report(file('passed', 'passed', 'pending', 'todo', 'skipped')))).toEqual({ passed: 1, failed: 3 })
  })

  test('takes a file that could not be loaded as one failed test', () => {
    expect(countTests(report(file('failed'), file('passed', 'passed')))).toEqual({ passed: 1, failed: 1 })
  })

  test('is an error when there was no test at all', () => {
    expect(() => countTests(report())).toThrow('vitest ran no test')
  })
})
