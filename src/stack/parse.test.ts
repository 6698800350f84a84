import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleCatalogue } from '../../test/fixtures/sample-catalogue.ts'
import { cpuMsOf } from '../../test/harness/cpu-time.ts'
import { describeProblem } from '../base/errors.ts'
import { parseStack } from './parse.ts'

const read = (text: string) => parseStack(text, 'stack.yaml', sampleCatalogue)
const complaints = (text: string): string[] => {
  const result = read(text)
  return 'problems' in result ? result.problems.map(describeProblem) : []
}
/** The report as a person sees it. */
const report = (text: string): string => complaints(text).join('\n')

const small = `stack: funding
targets:
  db: { kind: postgres, url: "\${DATABASE_URL}" }
guide:
  vacuum: { does: postgres.vacuum, target: db, every: daily at 03:00 }
`

describe('a stack file', () => {
  test('of a few lines is a whole stack: every default is filled in', () => {
    expect(read(small)).toEqual({
      stack: {
        name: 'funding',
        title: 'funding',
        timezone: 'UTC',
        targets: { db: { name: 'db', kind: 'postgres', config: { url: '${DATABASE_URL}' } } },
        windows: {},
        guide: {
          vacuum: {
            name: 'vacuum',
            title: 'Vacuum tables',
            does: 'postgres.vacuum',
            target: 'db',
            every: 'daily at 03:00',
            cadence: { kind: 'cron', expression: '0 3 * * *' },
            window: null,
            policy: 'auto',
            proof: null,
            with: {},
            host: null,
            deadlineMs: 3_600_000,
            stepDeadlineMs: 1_800_000,
            jitterMs: 0,
            catchUp: 'once',
            retries: 3,
            covers: [],
          },
        },
      },
    })
  })

  test('with everything in it is read as it is written; parameters and targets stay as they are', () => {
    expect(
      read(`
stack: funding
title: Funding platform
timezone: Europe/Berlin
targets:
  db: { kind: postgres, url: "postgres://app:\${PASSWORD}@db.example/funding", lock-timeout: 2s }
  api: { kind: http, url: "\${API_URL}", headers: { authorization: "Bearer \${file:/run/token}" }, port: "\${PORT}" }
windows:
  night: { every: daily at 02:00, for: 2h }
  move: { from: 2026-12-01 02:00, to: 2026-12-01 05:00 }
guide:
  retention:
    title: Old rates go
    does: postgres.retention
    target: db
    every: weekly on sunday and wednesday at 02:00
    window: night
    policy: approve
    proof: none
    host: worker-1.example
    deadline: 10m
    step-deadline: 30s
    jitter: 5m
    catch-up: none
    retries: 0
    covers: [matchbook/retention, funding-deployed/prune-old-data]
    with: { tables: [{ name: rates, column: at, keep: 30d }], free-at-least: 10 GB }
  look: { does: http.health, target: api, every: "*/5 * * * *", window: any, deadline: 5m, with: { expect: { field: status, equals: ok } } }
  ask: { does: review, every: quarterly, with: { question: Are the contacts right? } }
  run: { does: command.run, every: on demand, with: { program: /bin/echo, args: ["$\${HOME}"] } }
`),
    ).toMatchSnapshot()
  })

  test('that is dreadful gets one report with every problem at its place', () => {
    expect(
      report(`stack: Funding Platform
titel: Funding
timezone: Europe/Belrin
targets:
  db: { kind: postgress, url: "postgres://x/y" }
  main:
    kind: postgres
    url: postgres://app:hunter22@db.example/funding
    lock-timeout: 2
    pool: many
    ssl: true
  api:
    kind: http
    url: not a url
    headers: { "bad header": x, authorization: Bearer abcdef }
    port: 99999
  nothing:
  Web: { kind: http, url: http://localhost }
windows:
  any: { every: daily at 02:00, for: 2h }
  night: { every: dialy at 02:00, form: 2h }
  odd: { every: on demand, for: 0s }
  move: { from: 2026-02-30 02:00, to: 2026-12-01 }
  back: { from: 2026-12-02 02:00, to: 2026-12-01 02:00 }
guide:
  vacuum:
    does: postgres.vaccum
    target: mian
    evry: daily at 03:00
    window: nihgt
    policy: automatic
    proof: tape
    host: "worker 1"
    deadline: 10
    step-deadline: 2 hours
    retries: -1
    catch-up: twice
    covers: [vacuum-weekly]
  retention:
    does: postgres.retention
    target: api
    every: yearly on 30 february
    deadline: 10m
    step-deadline: 20m
    with:
      tables: [{ name: rates, colum: at, keep: 30 }, rates]
      batch: "1000"
      how: drop_partitions
      free-at-least: 10 gigs
      dry: true
  health:
    does: http.health
    every: every 30s
    jitter: 1m
    policy: sign-off
    with: { path: health, expect: { field: status, equal: ok }, token: abc-123 }
  ask:
    does: review
    target: main
    every: weekly on sonday at 02:00
    policy: auto
  program:
    does: command.run
    every: "\${EVERY}"
    with: { program: "\${PROGRAM-x}", env: { "\${NAME}": x, API_KEY: "123" } }
  empty: {}
  text: daily
`),
    ).toMatchSnapshot()
  })

  test.each([
    [
      'that is empty',
      '',
      'stack.yaml:1:1: expected a mapping with the keys stack, targets and guide, found nothing\nHINT: begin with stack: NAME.',
    ],
    [
      'that is a list',
      '- stack: x\n',
      'stack.yaml:1:1: expected a mapping with the keys stack, targets and guide, found a list\nHINT: begin with stack: NAME.',
    ],
    ['without anything but a name', 'stack: x\n', 'stack.yaml:1:1: guide is missing\nHINT: What has to be done, by name.'],
    ['with an empty guide', 'stack: x\nguide:\n', 'stack.yaml:2:7: guide: expected a mapping, found nothing'],
    [
      'with a problem of form and one of sense',
      `${small}  vacuum: {}\n  extra: { does: review }\n`,
      'stack.yaml:6:3: duplicate key vacuum\nHINT: each key stands once in a mapping.\nstack.yaml:7:3: guide.extra: every is missing\nHINT: When it is due, in the time zone of the stack.\nstack.yaml:7:3: guide.extra.with: question is missing',
    ],
    [
      'that is no YAML',
      'stack: [x\nguide: {}\n',
      'stack.yaml:2:1: not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ])('%s gets a clear report', (_title, text, expected) => {
    expect(report(text)).toBe(expected)
  })
})

const withTarget = (config: string): string => report(`stack: s\ntargets:\n  t: ${config}\nguide: {}\n`)

describe('a secret', () => {
  test.each([
    '{ kind: postgres, url: "postgres://app:hunter22@h/db" }',
    '{ kind: postgres, url: "${URL}", password: hunter22 }',
    '{ kind: postgres, url: "${URL}", password: 12345678 }',
    '{ kind: http, url: "http://h/?token=hunter22" }',
    '{ kind: http, url: "http://h", headers: { authorization: Bearer hunter22 } }',
    '{ kind: http, url: "http://h", headers: { X-Api-Key: hunter22 } }',
  ])('that is written out is refused and not repeated: %s', (config) => {
    const said = withTarget(config)
    expect(said).toContain('expected a secret to come from the environment, found it written out')
    expect(said).not.toMatch(/hunter22|12345678/)
  })

  test.each([
    '{ kind: postgres, url: "postgres://app:${PASSWORD}@h/db" }',
    '{ kind: postgres, url: "postgres://app@h/db", password: "${file:/run/secrets/db}" }',
    '{ kind: http, url: "http://h/?token=${TOKEN}&n=1" }',
    '{ kind: http, url: "http://h", headers: { authorization: "Bearer ${TOKEN}" } }',
    '{ kind: http, url: "${SCHEME}://${HOST}", port: "${PORT}" }',
  ])('that is a reference is fine: %s', (config) => {
    expect(withTarget(config)).toBe('')
  })

  test('gets a variable name proposed', () => {
    expect(withTarget('{ kind: postgres, url: "${URL}", password: hunter22 }')).toBe(
      'stack.yaml:3:49: targets.t.password: expected a secret to come from the environment, found it written out\nHINT: write ${T_PASSWORD} and set that variable, or ${file:/path} for a file.',
    )
  })

  test('as a reference stands only where it is replaced, and only for text', () => {
    expect(report('stack: s\ntitle: "${TITLE}"\ntargets:\n  t: { kind: postgres, url: "${URL}", pool: "${POOL}" }\nguide: {}\n'))
      .toMatchInlineSnapshot(`
      "stack.yaml:2:8: title: expected a plain value, found a reference
      HINT: references are for the values of targets and of with.
      stack.yaml:4:45: targets.t.pool: expected a number, found "\${POOL}"
      HINT: a reference stands for text: this value has to be written out."
    `)
  })
})

test('every mistake of form in the middle of a file leaves the rest of the report whole', () => {
  const lines = [
    'stack: s',
    'guide:',
    ...Array.from({ length: 50 }, (_, index) => `  t${index}: { does: review, every: daily, with: { question: ${index} } }`),
  ]
  expect(complaints(lines.join('\n'))).toEqual(
    Array.from({ length: 50 }, (_, index) =>
      expect.stringMatching(new RegExp(`^stack.yaml:${index + 3}:\\d+: guide.t${index}.with.question: expected text, found ${index}$`)),
    ),
  )
})

describe('whatever a file holds', () => {
  const inFile = (text: string) => {
    const result = read(text)
    if ('stack' in result) return
    const lines = text.split('\n')
    expect(result.problems.length).toBeGreaterThan(0)
    for (const { message, place } of result.problems) {
      expect(message).not.toBe('')
      expect(place!.line).toBeGreaterThanOrEqual(1)
      expect(place!.line).toBeLessThanOrEqual(lines.length)
      expect(place!.column).toBeLessThanOrEqual(lines[place!.line - 1]!.length + 1)
    }
  }

  test('damaged text gets a report with places in the file, never an exception', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.constantFrom('{', '}', '[', ']', ': ', '\n', '\n  ', '- ', '"', "'", '${', '&a ', '*a', '!x ', '#', '\t', '|', '>', '? ', '%'),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(small.length), fc.nat(6), piece), { minLength: 1, maxLength: 4 }), (damages) => {
        inFile(damages.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), small))
      }),
      { numRuns: 1_500 },
    )
  })

  test('any value in any place gets a report, never an exception', () => {
    const keys = fc.constantFrom(
      'stack',
      'timezone',
      'targets',
      'windows',
      'guide',
      'db',
      'kind',
      'url',
      'headers',
      'port',
      'every',
      'for',
      'from',
      'to',
      'does',
      'target',
      'window',
      'policy',
      'deadline',
      'step-deadline',
      'jitter',
      'covers',
      'with',
      'tables',
      'keep',
      'expect',
      'constructor',
      'toString',
    )
    const words = fc.constantFrom(
      'postgres',
      'http',
      'review',
      'postgres.retention',
      'http.health',
      'daily',
      '*/5 * * * *',
      '30s',
      'db',
      'any',
      'sign-off',
      '${X}',
      '${X',
      'Europe/Berlin',
      '2026-12-01 02:00',
      '2026-12-02 02:00',
    )
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'medium' },
        words,
        fc.integer(),
        fc.constant(null),
        fc.boolean(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 5 }),
      ),
    }))
    const task = fc.dictionary(keys, tree, { maxKeys: 6 }).map((rest) => ({ does: 'postgres.retention', ...rest }))
    fc.assert(
      fc.property(tree, fc.dictionary(keys, task, { maxKeys: 3 }), (targets, guide) => {
        inFile(JSON.stringify({ stack: 's', targets, guide }, null, 1))
      }),
      { numRuns: 1_000 },
    )
  })

  test('a guide of ten thousand tasks is read in seconds', () => {
    const tasks = Array.from(
      { length: 10_000 },
      (_, index) => `  t${index}: { does: review, every: every ${index + 1}s, with: { question: x } }\n`,
    )
    const tookMs = cpuMsOf(() => expect(read(`stack: s\nguide:\n${tasks.join('')}`)).toHaveProperty('stack'))
    expect(tookMs).toBeLessThan(10_000)
  })
})
