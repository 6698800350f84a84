import type { Json } from '../base/json.ts'
import type { Assessment, InspectContext, StepRecord } from '../procedures/contract.ts'
import { lastObservation, putLook } from '../store/look.ts'
import type { RunRow } from '../store/run.ts'
import { listSteps } from '../store/step.ts'
import { whileHeld } from '../store/lease.ts'
import { taskFacts } from './facts.ts'
import type { Engine } from './engine.ts'
import type { Hold } from './hold.ts'
import type { Workplace } from './workplace.ts'

export type Look = { readonly at: Date; readonly observation: Json; readonly assessment: Assessment }

/** Inspects over a connection that can't change anything, and assesses. What is assessed has been through JSON: it is the evidence itself. */
export async function observe(engine: Engine, run: RunRow, hold: Hold, place: Workplace): Promise<Look> {
  const { store } = engine
  const [previous, steps] = await Promise.all([lastObservation(store, run.stack, run.task), listSteps(store, run.id)])
  const records = new Map(
    steps
      .filter((step) => step.state === 'done')
      .map((step): [string, StepRecord] => [
        step.key,
        { key: step.key, endedAt: step.endedAt!.toISOString(), outcome: step.outcome as StepRecord['outcome'] },
      ]),
  )
  const at = new Date()
  const ctx: InspectContext = {
    now: at,
    due: run.dueAt,
    previous,
    record: (key) => records.get(key) ?? null,
    facts: (tasks) => taskFacts(store, run.stack, tasks),
    signal: hold.signal,
    log: engine.log.child({ run: run.id }),
  }
  const target = await place.open('inspect', { id: run.id, fence: hold.lease.fence }, hold.signal)
  try {
    const observation = JSON.parse(JSON.stringify(await place.procedure.inspect({ target, params: place.params, ctx }))) as Json
    const assessment = place.procedure.assess(observation, place.params)
    // What is found is stored and shown as it stands here. Steps are carried out as they are, and cleaned where they are shown.
    return { at, observation, assessment: { ...place.clean(assessment), steps: assessment.steps } }
  } finally {
    await target.close()
  }
}

export async function recordLook(engine: Engine, hold: Hold, place: Workplace, phase: 'before' | 'after', look: Look): Promise<void> {
  const cleaned = { phase, at: look.at, observation: place.clean(look.observation), assessment: place.clean(look.assessment) }
  await whileHeld(engine.store, hold.lease, (db) => putLook(db, hold.lease.run, cleaned))
}
