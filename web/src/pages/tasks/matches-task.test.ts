import { expect, test } from 'vitest'
import { matchesTask } from './matches-task.ts'

const task = {
  stack: 'demo',
  task: 'vacuum',
  title: 'Vacuum tables with many dead rows',
  procedure: 'postgres.vacuum',
  target: null,
  every: 'every 10m',
  covers: ['funding/db-daily'],
}

test('every word must be found, in any of the names, whatever their case and order', () => {
  expect(matchesTask(task, { q: 'DEAD postgres', stack: '' })).toBe(true)
  expect(matchesTask(task, { q: 'funding/db', stack: '' })).toBe(true)
  expect(matchesTask(task, { q: 'vacuum redis', stack: '' })).toBe(false)
})

test('an empty filter lets everything through, a stack only its own', () => {
  expect(matchesTask(task, { q: '', stack: '' })).toBe(true)
  expect(matchesTask(task, { q: '', stack: 'demo' })).toBe(true)
  expect(matchesTask(task, { q: 'vacuum', stack: 'matchbook' })).toBe(false)
})
