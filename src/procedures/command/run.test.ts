import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../../base/json.ts'
import { createLogger } from '../../base/logger.ts'
import type { ApplyContext, InspectContext, StepRecord } from '../contract.ts'
import type { Ended, RunObservation } from './run-model.ts'
import run from './run.ts'

const kept = (text: string) => ({ text, bytes: text.length, leftOutBytes: 0 })
const ended = (given: Partial<Ended> = {}): Ended => ({
  exitCode: 0,
  signal: null,
  timedOut: false,
  durationMs: 1500,
  stdout: kept(''),
  stderr: kept(''),
  ...given,
})
const seen = (given: Partial<RunObservation> = {}): RunObservation => ({
  now: '2026-07-04T12:00:00.000Z',
  unless: null,
  ran: null,
  tookMs: null,
  ...given,
})
const assess = (observation: RunObservation, given: Record<string, unknown> = {}) =>
  run.assess(observation, run.params.parse({ run: ['backup', 'all of it'], ...given }))

describe('what is judged', () => {
  it('is due in a run that has no record of it, as a disruptive step, with its very command line', () => {
    const { steps, findings } = assess(seen({ tookMs: 1234 }))
    expect(steps).toEqual([
      { key: 'run', title: 'Run backup', risk: 'disruptive', preview: { statement: `backup 'all of it'` }, args: {}, expectedMs: 1234 },
    ])
    expect(findings).toEqual([])
  })

  it('keeps open what was found the last time until it has run again', () => {
    expect(assess(seen()).notLookedAt?.map(({ fingerprints }) => fingerprints)).toEqual(['exit', 'not-done'])
  })

  it.each<[string, Partial<RunObservation>, Record<string, unknown>, { steps: number; findings: string[] }]>([
    ['a success', { ran: ended() }, {}, { steps: 0, findings: [] }],
    ['another success code', { ran: ended({ exitCode: 24 }) }, { success: [0, 24] }, { steps: 0, findings: [] }],
    ['a failure', { ran: ended({ exitCode: 3 }) }, {}, { steps: 0, findings: ['warning exit'] }],
    ['a grave failure', { ran: ended({ exitCode: 3 }) }, { severity: 'critical' }, { steps: 0, findings: ['critical exit'] }],
    ['a signal', { ran: ended({ exitCode: null, signal: 'SIGSEGV' }) }, {}, { steps: 0, findings: ['warning exit'] }],
    ['a deadline, even with a good exit code', { ran: ended({ timedOut: true }) }, {}, { steps: 0, findings: ['warning exit'] }],
    ['no need', { unless: ended() }, { unless: ['is-done'] }, { steps: 0, findings: [] }],
    ['a need', { unless: ended({ exitCode: 1 }) }, { unless: ['is-done'] }, { steps: 1, findings: [] }],
    ['work done', { unless: ended(), ran: ended() }, { unless: ['is-done'] }, { steps: 0, findings: [] }],
    [
      'work not done in spite of a success',
      { unless: ended({ exitCode: 1 }), ran: ended() },
      { unless: ['is-done'] },
      { steps: 0, findings: ['warning not-done'] },
    ],
    [
      'work not done because of a failure',
      { unless: ended({ exitCode: 1 }), ran: ended({ exitCode: 1 }) },
      { unless: ['is-done'] },
      { steps: 0, findings: ['warning exit'] },
    ],
  ])('%s', (_title, observation, params, expected) => {
    const { steps, findings } = assess(seen(observation), params)
    // The program was tried, and what it is for wasn't reached: no such run has converged.
    expect(findings.every(({ unmet }) => unmet === true)).toBe(true)
    expect({ steps: steps.length, findings: findings.map(({ severity, fingerprint }) => `${severity} ${fingerprint}`) }).toEqual(expected)
  })

  it('shows the last lines of what it said on its way out', () => {
    const [finding] = assess(
      seen({ ran: ended({ exitCode: 1, stdout: kept('fine\n'), stderr: kept(`${'line\n'.repeat(50)}disk full\n`) }) }),
    ).findings
    expect(finding).toMatchObject({ title: 'backup exited with 1 after 1.5s' })
    expect(finding!.detail!.split('\n')).toHaveLength(12)
    expect(finding!.detail).toMatch(/disk full$/)
  })
})

describe('a real program', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'upkeep-run-'))
  })
  afterAll(() => rm(directory, { recursive: true }))

  const base = () => ({ run: { id: 'test', fence: 1 }, signal: new AbortController().signal, log: createLogger({ level: 'silent' }) })
  const open = (mode: 'inspect' | 'apply') => run.target!.open(run.target!.config.parse({ directory }), { mode, ...base() })

  async function inspect(params: unknown, record: StepRecord | null = null, previous: Json = null): Promise<RunObservation> {
    const ctx: InspectContext = { ...base(), now: new Date(), due: new Date(), previous, record: () => record, facts: async () => [] }
    return JSON.parse(
      JSON.stringify(await run.inspect({ target: await open('inspect'), params: run.params.parse(params), ctx })),
    ) as RunObservation
  }

  async function apply(params: unknown, observation: RunObservation): Promise<StepRecord> {
    const [step] = run.assess(observation, run.params.parse(params)).steps
    const ctx: ApplyContext = {
      ...base(),
      checkpoint: async () => {},
      progress: () => {},
      measure: () => {},
      work: { stack: 'test', task: 'run', target: 'here' },
      archived: [],
      recordArchive: async () => {},
      now: () => new Date(),
    }
    const outcome = await run.apply!(step!, { target: await open('apply'), params: run.params.parse(params), ctx })
    return JSON.parse(JSON.stringify({ key: step!.key, endedAt: new Date().toISOString(), outcome })) as StepRecord
  }

  it('runs once in a run, and its record is what is judged afterwards', async () => {
    const params = { run: ['sh', '-c', 'echo again >> log; echo to little room >&2; exit 5'] }
    const record = await apply(params, await inspect(params))
    const after = await inspect(params, record)
    expect(run.assess(after, run.params.parse(params))).toMatchObject({
      steps: [],
      findings: [{ fingerprint: 'exit', detail: 'to little room' }],
    })
    expect(await readFile(join(directory, 'log'), 'utf8')).toBe('again\n')
    expect(record.outcome.summary).toMatch(/^exited with 5 after \d+ms$/)
  })

  it('remembers how long it took the last time', async () => {
    const params = { run: ['true'] }
    const record = await apply(params, await inspect(params))
    const next = await inspect(params, null, await inspect(params, record))
    expect(run.assess(next, run.params.parse(params)).steps[0]!.expectedMs).toBeGreaterThanOrEqual(0)
  })

  it('is not needed when another program says so, and needed when that one fails', async () => {
    const params = { run: ['touch', 'done'], unless: ['test', '-e', 'done'] }
    const first = await inspect(params)
    expect(run.assess(first, run.params.parse(params)).steps).toHaveLength(1)
    await apply(params, first)
    expect(run.assess(await inspect(params), run.params.parse(params)).steps).toEqual([])
  })
})

it.each([
  [{ run: 'rm -rf x' }, 'expected a program and its arguments as a list of words'],
  [{ run: [] }, 'expected a program and its arguments as a list of words'],
  [{ run: [''] }, 'expected a program'],
  [{ run: ['x'], success: [] }, 'Too small'],
  [{ run: ['x'], risk: 'none' }, 'safe'],
])('refuses %j', (params, message) => expect(JSON.stringify(run.params.safeParse(params).error?.issues)).toContain(message))
