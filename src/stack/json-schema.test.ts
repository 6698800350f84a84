import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { sampleCatalogue } from '../../test/fixtures/sample-catalogue.ts'
import { stackJsonSchema } from './json-schema.ts'
import { parseStack } from './parse.ts'

const ajv = new Ajv({
  allErrors: true,
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  validateFormats: false,
  formats: { uri: true },
})
ajv.addVocabulary(['unit', 'patternErrorMessage'])
const validate = ajv.compile(stackJsonSchema(sampleCatalogue))

/** Whether the JSON Schema and parseStack accept a text. */
const verdicts = (text: string): { schema: boolean; parser: boolean } => ({
  schema: validate(parse(text)),
  parser: 'stack' in parseStack(text, 'x.yaml', sampleCatalogue),
})

const file = (parts: { target?: string; window?: string; task?: string; top?: string }): string => `stack: s
${parts.top ?? 'title: A stack'}
targets:
  db: { kind: postgres, url: "\${URL}" }
  api: { kind: http, url: http://localhost }
  t: ${parts.target ?? '{ kind: http, url: http://localhost }'}
windows:
  w: ${parts.window ?? '{ every: daily at 02:00, for: 2h }'}
guide:
  g: ${parts.task ?? '{ does: review, every: quarterly, with: { question: Well? } }'}
`
const review = (rest: string): string => `{ does: review, with: { question: Well? }, ${rest} }`

describe('the JSON Schema and the parser', () => {
  test.each([
    ['a small file', {}],
    ['a time zone', { top: 'timezone: Europe/Berlin' }],
    ['a reference in a URL', { target: '{ kind: postgres, url: "${URL}", pool: 3, lock-timeout: 5s }' }],
    ['a password that is a reference', { target: '{ kind: postgres, url: "${URL}", password: "${PASSWORD}" }' }],
    ['headers', { target: '{ kind: http, url: http://x, headers: { accept: text/plain } }' }],
    ['a single window', { window: '{ from: 2026-12-01 02:00, to: 2026-12-01 05:00 }' }],
    ['a cron expression', { task: review('every: "*/5 * * * *"') }],
    ['six cron fields', { task: review('every: "0 */5 * * * *"') }],
    ['every so often', { task: review('every: every 1d 12h') }],
    ['a weekday with a capital', { task: review('every: Weekly on Sunday at 02:00') }],
    ['several weekdays', { task: review('every: "weekly on mon, thu and sunday"') }],
    ['the first sunday', { task: review('every: monthly on first sunday at 03:00') }],
    ['on demand', { task: review('every: on demand') }],
    [
      'all keys of a task',
      {
        task: '{ does: postgres.vacuum, target: db, every: daily, title: T, window: w, policy: approve, proof: none, host: h-1, deadline: 1h, step-deadline: 5m, jitter: 30s, catch-up: none, retries: 0, covers: [a/b], with: { tables: [x], scale: 0.5 } }',
      },
    ],
    ['one alternative of a parameter', { task: '{ does: http.health, target: api, every: daily, with: { expect: { status: 200 } } }' }],
    ['the other alternative', { task: '{ does: http.health, target: api, every: daily, with: { expect: { field: a, equals: 1 } } }' }],
    [
      'a list of mappings',
      { task: '{ does: postgres.retention, target: db, every: daily, with: { tables: [{ name: x, column: at, keep: 30d }] } }' },
    ],
    ['no parameters where none are needed', { task: '{ does: postgres.vacuum, target: db, every: daily }' }],
  ])('both accept %s', (_title, parts) => {
    expect(verdicts(file(parts))).toEqual({ schema: true, parser: true })
  })

  test.each([
    ['an unknown key at the top', { top: 'titel: A stack' }],
    ['an unknown kind', { target: '{ kind: mysql }' }],
    ['a target without a kind', { target: '{ url: http://x }' }],
    ['an unknown key of a target', { target: '{ kind: http, url: http://x, timeout: 3s }' }],
    ['a target without what it needs', { target: '{ kind: postgres }' }],
    ['a number out of its range', { target: '{ kind: postgres, url: "${URL}", pool: 99 }' }],
    ['a duration without a unit', { target: '{ kind: postgres, url: "${URL}", lock-timeout: 5 }' }],
    ['a duration with a wrong unit', { target: '{ kind: postgres, url: "${URL}", lock-timeout: 5 sec }' }],
    ['a secret that is written out', { target: '{ kind: postgres, url: "${URL}", password: hunter22 }' }],
    ['a window of both kinds', { window: '{ every: daily, for: 2h, from: 2026-12-01 02:00 }' }],
    ['half a window', { window: '{ every: daily }' }],
    ['an unknown procedure', { task: '{ does: postgres.vacum, every: daily }' }],
    ['a task without a cadence', { task: '{ does: review, with: { question: x } }' }],
    ['a cadence that is none', { task: review('every: sometimes') }],
    ['a weekday that is none', { task: review('every: weekly on funday') }],
    ['four cron fields', { task: review('every: "* * * *"') }],
    ['a needless target', { task: review('every: daily, target: db') }],
    ['a missing target', { task: '{ does: postgres.vacuum, every: daily }' }],
    ['a wrong policy', { task: review('every: daily, policy: auto') }],
    ['a sign-off by the machine', { task: '{ does: postgres.vacuum, target: db, every: daily, policy: sign-off }' }],
    ['parameters of another procedure', { task: '{ does: postgres.vacuum, target: db, every: daily, with: { question: x } }' }],
    ['missing parameters', { task: '{ does: review, every: daily }' }],
    [
      'an unknown key deep in parameters',
      { task: '{ does: postgres.retention, target: db, every: daily, with: { tables: [{ name: x, column: at, keep: 30d, where: y }] } }' },
    ],
    ['an alternative that is none', { task: '{ does: http.health, target: api, every: daily, with: { expect: { field: a } } }' }],
    ['a host with a space', { task: review('every: daily, host: "a b"') }],
    ['a duty without its guide', { task: review('every: daily, covers: [vacuum]') }],
  ])('both refuse %s', (_title, parts) => {
    expect(verdicts(file(parts))).toEqual({ schema: false, parser: false })
  })

  test.each([
    ['a target that is not there', { task: '{ does: postgres.vacuum, target: dbx, every: daily }' }],
    ['a window that is not there', { task: review('every: daily, window: nihgt') }],
    ['a date that does not exist', { task: review('every: yearly on 30 february') }],
    ['a time zone that does not exist', { top: 'timezone: Europe/Belrin' }],
  ])('only the parser knows %s', (_title, parts) => {
    expect(verdicts(file(parts))).toEqual({ schema: true, parser: false })
  })
})

test('each field that an editor shows has a description', () => {
  const schema = stackJsonSchema(sampleCatalogue) as {
    properties: Record<string, { description?: string; additionalProperties?: { properties: Record<string, { description?: string }> } }>
  }
  const fields = Object.entries({ ...schema.properties, ...schema.properties['guide']!.additionalProperties!.properties })
  expect(fields.filter(([, field]) => !field.description).map(([name]) => name)).toEqual([])
})
