import type { Json, JsonObject } from '../../src/base/json.ts'
import { createLogger } from '../../src/base/logger.ts'
import type { AnyProcedure, Assessment, InspectContext, Outcome, Step, StepRecord, TaskFacts } from '../../src/procedures/contract.ts'
import type { Target } from '../../src/targets/connector.ts'

/** One run of one procedure, as plain JSON: it can be handed to another process. */
export type Job = {
  readonly procedure: string
  readonly config: JsonObject | null
  readonly params: JsonObject
  readonly run: { readonly id: string; readonly fence: number }
  readonly due: string
  readonly records: readonly StepRecord[]
  readonly previous: Json
}

export type Look = { readonly observation: Json; readonly assessment: Assessment }

/** Told of each boundary at which a process may die, before it is crossed. */
export type OnBoundary = (name: string) => void

const log = createLogger({ level: process.env['UPKEEP_TEST_LOG'] ?? 'silent' })
const nothing: Target = { ping: async () => {}, close: async () => {} }

async function withTarget<T>(
  procedure: AnyProcedure,
  job: Job,
  mode: 'inspect' | 'apply',
  work: (target: Target) => Promise<T>,
): Promise<T> {
  if (procedure.target === null) return work(nothing)
  const config: unknown = procedure.target.config.parse(job.config)
  const target = await procedure.target.open(config, { mode, run: job.run, signal: new AbortController().signal, log })
  try {
    return await work(target)
  } finally {
    await target.close()
  }
}

/** What the engine does for one look: inspect over a connection that can't write, hand the observation through JSON, assess. */
export async function look(procedure: AnyProcedure, job: Job): Promise<Look> {
  const observation = await inspectRaw(procedure, job)
  const kept = JSON.parse(JSON.stringify(observation)) as Json
  return { observation: kept, assessment: procedure.assess(kept, procedure.params.parse(job.params)) }
}

/** The observation as the procedure returns it. */
export async function inspectRaw(procedure: AnyProcedure, job: Job): Promise<unknown> {
  const params: unknown = procedure.params.parse(job.params)
  const ctx: InspectContext = {
    now: new Date(),
    due: new Date(job.due),
    previous: job.previous,
    record: (key) => job.records.find((record) => record.key === key) ?? null,
    facts: async (tasks) => tasks.map(someFacts),
    signal: new AbortController().signal,
    log,
  }
  return withTarget(procedure, job, 'inspect', (target) => procedure.inspect({ target, params, ctx }))
}

const someFacts = (task: string): TaskFacts => ({
  task,
  title: `Task ${task}`,
  lastRun: {
    id: '00000000-0000-7000-8000-000000000000',
    state: 'converged',
    endedAt: '2025-01-02T03:04:05.000Z',
    facts: [{ label: 'rows', value: 7, unit: 'rows' }],
  },
  openFindings: [{ severity: 'warning', title: 'something is not quite right' }],
})

/**
 * Looks, and applies each step in its order; returns the records of all steps of this run.
 */
export async function carryOut(procedure: AnyProcedure, job: Job, onBoundary: OnBoundary = () => {}): Promise<readonly StepRecord[]> {
  const params: unknown = procedure.params.parse(job.params)
  const { assessment } = await look(procedure, job)
  if (assessment.steps.length === 0) return job.records
  return withTarget(procedure, job, 'apply', async (target) => {
    let records = job.records
    for (const step of assessment.steps) {
      onBoundary(`before ${step.key}`)
      const outcome = await apply(procedure, step, target, params, onBoundary)
      onBoundary(`after ${step.key}, not yet recorded`)
      const record = { key: step.key, endedAt: new Date().toISOString(), outcome: JSON.parse(JSON.stringify(outcome)) as Outcome }
      records = [...records.filter(({ key }) => key !== step.key), record]
      onRecord(record)
      onBoundary(`after ${step.key}`)
    }
    return records
  })
}

/** Hands a record to whoever started this process, at once: it may be the last thing that it does. */
let onRecord: (record: StepRecord) => void = () => {}
export const tellRecords = (listener: (record: StepRecord) => void): void => {
  onRecord = listener
}

async function apply(procedure: AnyProcedure, step: Step, target: Target, params: unknown, onBoundary: OnBoundary): Promise<Outcome> {
  // As the engine does before each step. From then on the connection stands that looks who is in the way of a lock.
  await target.stopSignals?.()
  let checkpoints = 0
  return procedure.apply!(step, {
    target,
    params,
    ctx: {
      checkpoint: async () => onBoundary(`checkpoint ${(checkpoints += 1)} of ${step.key}`),
      progress: (done, of) => assertNumbers(done, of ?? 0),
      measure: (_name, value) => assertNumbers(value),
      work: { stack: 'conformance', task: procedure.name, target: 'target' },
      archived: [],
      recordArchive: async () => {},
      now: () => new Date(),
      signal: new AbortController().signal,
      log,
    },
  })
}

function assertNumbers(...values: readonly number[]): void {
  if (!values.every(Number.isFinite)) throw new Error(`progress and measurements are finite numbers; found ${values.join(', ')}`)
}
