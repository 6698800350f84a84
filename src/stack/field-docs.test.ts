import { expect, test } from 'vitest'
import { parseCadence } from './cadence.ts'
import { cadenceDocs, stackFieldDocs } from './field-docs.ts'

test('the docs list every field of a stack file with its type, its default and its meaning', () => {
  const table = stackFieldDocs().map((field) => `${field.path} | ${field.type} | ${field.required ? 'required' : (field.default ?? '-')}`)
  expect(table).toMatchInlineSnapshot(`
    [
      "stack | text | required",
      "title | text | -",
      "timezone | text | UTC",
      "targets | mapping | -",
      "targets.NAME.kind | text | required",
      "windows | mapping | -",
      "windows.NAME.every | cadence | required",
      "windows.NAME.for | duration | required",
      "windows.NAME.from | local time | required",
      "windows.NAME.to | local time | required",
      "guide | mapping | required",
      "guide.NAME.title | text | -",
      "guide.NAME.does | text | required",
      "guide.NAME.target | text | -",
      "guide.NAME.every | cadence | required",
      "guide.NAME.window | text | -",
      "guide.NAME.policy | one of auto, approve, sign-off | -",
      "guide.NAME.proof | one of backup, archive, none | -",
      "guide.NAME.host | text | -",
      "guide.NAME.deadline | duration | 1h",
      "guide.NAME.step-deadline | duration | -",
      "guide.NAME.jitter | duration | 0s",
      "guide.NAME.catch-up | one of once, none | once",
      "guide.NAME.retries | whole number | 3",
      "guide.NAME.covers | list of text | -",
      "guide.NAME.with | mapping | -",
    ]
  `)
  expect(stackFieldDocs().filter(({ meaning }) => meaning === '')).toEqual([])
})

test('every example of a cadence in the docs can be written in a stack file', () => {
  expect(cadenceDocs().map(({ example }) => parseCadence(example).kind)).toContain('cron')
})
