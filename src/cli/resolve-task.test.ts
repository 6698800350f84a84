import { describe, expect, it } from 'vitest'
import { describeError } from '../base/errors.ts'
import { pickScope, pickTask } from './resolve-task.ts'

const all = [
  { stack: 'demo', task: 'vacuum' },
  { stack: 'demo', task: 'retention' },
  { stack: 'mine', task: 'vacuum' },
]
const saying = (work: () => unknown): string => {
  try {
    return JSON.stringify(work())
  } catch (error) {
    return describeError(error)
  }
}

describe('the task that is meant', () => {
  it.each([
    ['demo/vacuum', '{"stack":"demo","task":"vacuum"}'],
    ['retention', '{"stack":"demo","task":"retention"}'],
    ['vacuum', '2 stacks have a task vacuum\nHINT: say which: demo/vacuum, mine/vacuum.'],
    ['demo/vacum', 'there is no task demo/vacum\nHINT: did you mean demo/vacuum?'],
    ['retentoin', 'there is no task retentoin\nHINT: did you mean retention?'],
    ['xyz', 'there is no task xyz\nHINT: `upkeep tasks` lists them.'],
  ])('by %s', (typed, expected) => {
    expect(saying(() => pickTask(typed, all))).toBe(expected)
  })

  it('is none where nothing is loaded', () => {
    expect(saying(() => pickTask('demo/vacuum', []))).toContain('no stack is loaded\nHINT: `upkeep up FILE`')
  })
})

describe('what a list is narrowed down to', () => {
  it.each([
    ['demo', '{"stack":"demo"}'],
    ['mine/vacuum', '{"stack":"mine","task":"vacuum"}'],
    ['retention', '{"stack":"demo","task":"retention"}'],
    ['dem', 'there is no stack dem\nHINT: did you mean demo?'],
    ['quarterly', 'there is no stack quarterly\nHINT: there is demo, mine.'],
  ])('by %s', (typed, expected) => {
    expect(saying(() => pickScope(typed, all))).toBe(expected)
  })
})
