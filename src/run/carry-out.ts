import { formatMoment } from '../base/moment.ts'
import type { Step } from '../procedures/contract.ts'
import type { Task } from '../stack/model.ts'
import { windowAt } from '../stack/index.ts'
import type { RunRow } from '../store/run.ts'
import { insertStep } from '../store/step.ts'
import { whileHeld } from '../store/lease.ts'
import { applyStep } from './apply-step.ts'
import { Stopped } from './checkpoint.ts'
import type { Engine } from './engine.ts'
import { fitsWindow, needsProof, unproven } from './gate.ts'
import type { Hold } from './hold.ts'
import { refusedBehind } from './verdict.ts'
import type { Refused } from './verdict.ts'
import type { Workplace } from './workplace.ts'

/** A window that is shut, or too short for the next disruptive step: the run goes on when it opens. */
export class WindowShut extends Error {
  override readonly name = 'WindowShut'
  readonly opensAt: Date
  constructor(message: string, opensAt: Date) {
    super(message)
    this.opensAt = opensAt
  }
}

export type CarriedOut = {
  readonly done: number
  readonly failures: readonly { readonly step: Step; readonly error: unknown }[]
  /** Steps whose proof was not held when their turn came. */
  readonly refused: readonly Refused[]
}

/**
 * Applies the steps in their order, one at a time. The loop promises: a disruptive step starts only while its window is open and has room for it
 * (otherwise WindowShut is thrown between two steps); a step whose `after` didn't succeed, or whose proof isn't held by then, isn't started;
 * the others go on after one failed.
 */
export async function carryOut(engine: Engine, run: RunRow, hold: Hold, place: Workplace, steps: readonly Step[]): Promise<CarriedOut> {
  const task = run.definition as unknown as Task
  const failures: { step: Step; error: unknown }[] = []
  const refused: Refused[] = []
  const done = new Set<string>()
  const planned = new Set(steps.map((step) => step.key))
  const target = await place.open('apply', { id: run.id, fence: hold.lease.fence }, hold.signal)
  try {
    for (const step of steps) {
      const missing = step.after?.find((key) => planned.has(key) && !done.has(key))
      if (missing !== undefined) {
        const no = refusedBehind({ key: step.key, title: place.clean(step.title) }, missing)
        refused.push(no)
        await recordRefusal(engine, run, hold, place, step, no.why)
        continue
      }
      const proof = needsProof(step, task) ? await engine.proofOf(task.proof, run.stack, task, step) : null
      const no = proof && unproven(proof)
      if (no !== null) {
        refused.push({ key: step.key, title: place.clean(step.title), ...no })
        await recordRefusal(engine, run, hold, place, step, no.why)
        continue
      }
      const ends = step.risk === 'disruptive' ? windowEnd(task, place, step) : null
      const applied = await applyStep(engine, { run, hold, place, target }, step, {
        deadlineMs: task.stepDeadlineMs,
        windowEnds: () => ends,
        archived: proof?.held ? (proof.archives ?? []) : [],
      })
      if (applied.ok) done.add(step.key)
      else failures.push({ step, error: applied.error })
    }
  } catch (error) {
    if (error instanceof Stopped && error.reason === 'window')
      throw new WindowShut(`the window ${task.window} has closed`, nextOpening(task, place, new Date()))
    throw error
  } finally {
    await target.close()
  }
  return { done: done.size, failures, refused }
}

/** When the window of a disruptive step ends; null for `any`. Throws WindowShut when it is shut or has no room. */
function windowEnd(task: Task, place: Workplace, step: Step): Date | null {
  if (task.window === 'any' || task.window === null) return null
  const now = new Date()
  const window = place.stack.windows[task.window]
  if (!window) throw new Error(`the stack has no window ${task.window} any more`)
  const at = windowAt(window, place.stack.timezone, now)
  if (!at.open) throw new WindowShut(`the window ${task.window} is shut`, nextOpening(task, place, now))
  if (!fitsWindow(step, now, at.until)) {
    throw new WindowShut(
      `“${step.title}” doesn't fit into what is left of the window ${task.window}, which ends at ${formatMoment(at.until, place.stack.timezone)}`,
      nextOpening(task, place, at.until),
    )
  }
  return at.until
}

function nextOpening(task: Task, place: Workplace, after: Date): Date {
  const window = place.stack.windows[task.window!]!
  const at = windowAt(window, place.stack.timezone, after)
  if (at.open) return after
  if (at.opensAt === null) throw new Stopped('deadline', `the window ${task.window} doesn't open again`)
  return at.opensAt
}

/** Puts on record that a step was not started, and why. */
export async function recordRefusal(engine: Engine, run: RunRow, hold: Hold, place: Workplace, step: Step, why: string): Promise<void> {
  const shown = { key: step.key, title: place.clean(step.title), risk: step.risk, preview: place.clean(step.preview) }
  await whileHeld(engine.store, hold.lease, async (db) => insertStep(db, { run: run.id, attempt: run.attempt, ...shown }, why))
}
