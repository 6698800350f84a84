import { z } from 'zod'
import { describeError, RemoteError, splitHint, UserError } from '../base/errors.ts'
import type { Json } from '../base/json.ts'
import { formatMoment } from '../base/moment.ts'
import type { Step } from '../procedures/contract.ts'
import type { Task } from '../stack/model.ts'
import { spanOf } from '../stack/window.ts'
import { listAnswers } from '../store/answer.ts'
import type { AnswerRow } from '../store/answer.ts'
import { announce } from '../store/event.ts'
import { StoreLost } from '../store/db.ts'
import { LeaseLost, whileHeld } from '../store/lease.ts'
import type { Claim } from '../store/lease.ts'
import type { RunError, RunRow } from '../store/run.ts'
import { setPhase, setPlan } from '../store/transition.ts'
import { carryOut, recordRefusal, WindowShut } from './carry-out.ts'
import { Stopped } from './checkpoint.ts'
import type { Engine } from './engine.ts'
import { needsApproval, refusal } from './gate.ts'
import type { Hold } from './hold.ts'
import { observe, recordLook } from './observe.ts'
import type { Look } from './observe.ts'
import { covers, planOf } from './plan.ts'
import type { Plan } from './plan.ts'
import { retryDelayMs } from './retry.ts'
import { end, tryAgain, wait } from './settle.ts'
import type { Seen } from './settle.ts'
import { count, failureFinding, judge, refusedBehind, runnerFindings } from './verdict.ts'
import type { Refused } from './verdict.ts'
import { refuseDeadly } from './deadly.ts'
import { prepareWorkplace } from './workplace.ts'
import type { Workplace } from './workplace.ts'

/**
 * Carries out a run that this process holds, and lets go of it in every case but two: when the lease is lost, nothing more is written, since
 * the run is somebody else's; nor when the database is away, see StoreLost. Inspect, assess, ask where asking is needed, apply each step, inspect and assess again.
 */
export async function executeRun(engine: Engine, claim: Claim, hold: Hold): Promise<void> {
  const { run } = claim
  let clean: Workplace['clean'] = (value) => value
  let zone = 'UTC'
  try {
    await hold.stillAllowed()
    if (claim.takenOver) await refuseDeadly(engine, run)
    const place = await prepareWorkplace(engine, run.stack, run.definition as unknown as Task)
    clean = place.clean
    zone = place.stack.timezone
    await attempt(engine, run, hold, place)
  } catch (thrown) {
    const error: unknown = hold.signal.aborted ? hold.signal.reason : thrown
    if (error instanceof LeaseLost || (error instanceof Stopped && error.reason === 'lease-lost')) {
      engine.log.warn({ run: run.id }, 'the run was taken by another worker; leaving it')
      return
    }
    // What could not be written down didn't fail: the lease ends, and whoever takes the run then looks and goes on.
    if (error instanceof StoreLost) throw error
    await letGo(engine, run, hold, error, { clean, zone })
  }
}

async function attempt(engine: Engine, run: RunRow, hold: Hold, place: Workplace): Promise<void> {
  const task = run.definition as unknown as Task
  const first = await observe(engine, run, hold, place)
  await recordLook(engine, hold, place, 'before', first)
  const { steps } = first.assessment
  const plan = planOf(steps, place.where)
  await whileHeld(engine.store, hold.lease, (db) => setPlan(db, run.id, place.clean(plan as unknown as Json), steps.length))

  if (run.mode === 'plan') {
    const found = first.assessment.findings.length
    const summary = steps.length === 0 ? 'nothing to do' : `${count(steps.length, 'step')} planned`
    return end(
      engine,
      run,
      hold.lease,
      { state: 'planned', summary: found > 0 ? `${summary}, ${count(found, 'finding')}` : summary, findingsOpen: found },
      null,
    )
  }
  if (task.policy === 'sign-off') return askToSign(engine, run, hold, first)

  const { allowed, refused } = sortOut(task, place, steps)
  if (needsApproval(allowed, task)) {
    const answers = await listAnswers(engine.store, run.id)
    if (!isApproved(run, answers, place.clean(planOf(allowed, place.where)))) {
      return wait(
        engine,
        run,
        hold.lease,
        { for: 'approval', summary: `waits for approval of ${count(allowed.length, 'step')}` },
        seenAt(first),
      )
    }
  }
  for (const { key, why } of refused)
    await recordRefusal(
      engine,
      run,
      hold,
      place,
      steps.find((step) => step.key === key)!,
      why,
    )
  if (allowed.length === 0) {
    // What an earlier attempt of this run did is proven by this look.
    if (run.stepsDone > 0) await recordLook(engine, hold, place, 'after', first)
    return conclude(engine, run, hold, place, { last: first, refused, failures: [], stepsDone: run.stepsDone, title: task.title })
  }

  await enter(engine, run, hold, 'applying')
  const carried = await carryOut(engine, run, hold, place, allowed)
  const again = carried.failures.find((failure) => retryDelayMs(failure.error, run.failures, task.retries) !== null)
  if (again) throw again.error

  await enter(engine, run, hold, 'verifying')
  const second = await observe(engine, run, hold, place)
  await recordLook(engine, hold, place, 'after', second)
  const failures = carried.failures.map(({ step, error }) => place.clean(`${step.title}: ${describeError(error)}`))
  return conclude(engine, run, hold, place, {
    last: second,
    refused: [...refused, ...carried.refused],
    failures,
    stepsDone: run.stepsDone + carried.done,
    title: task.title,
  })
}

async function enter(engine: Engine, run: RunRow, hold: Hold, phase: 'applying' | 'verifying'): Promise<void> {
  await hold.stillAllowed()
  await whileHeld(engine.store, hold.lease, async (db) => {
    await setPhase(db, run.id, phase)
    await announce(db, { kind: 'run', id: run.id, stack: run.stack, task: run.task })
  })
}

/** Parts the steps that may run under the task's rules from those that may not. */
function sortOut(task: Task, place: Workplace, steps: readonly Step[]): { allowed: readonly Step[]; refused: readonly Refused[] } {
  const allowed: Step[] = []
  const refused: Refused[] = []
  for (const step of steps) {
    const shown = { key: step.key, title: place.clean(step.title) }
    const no = refusal(step, { ...task, windowMs: windowMsOf(task, place) })
    const first = step.after?.find((key) => refused.some((other) => other.key === key))
    if (no !== null) refused.push({ ...shown, ...no })
    else if (first !== undefined) refused.push(refusedBehind(shown, first))
    else allowed.push(step)
  }
  return { allowed, refused }
}

function windowMsOf(task: Task, place: Workplace): number | null {
  const window = task.window === null || task.window === 'any' ? undefined : place.stack.windows[task.window]
  if (!window) return null
  if (window.kind === 'recurring') return window.forMs
  const { from, to } = spanOf(window, place.stack.timezone)
  return to.getTime() - from.getTime()
}

/** The newest answer counts. An approval given beforehand covers whatever is planned. */
function isApproved(run: RunRow, answers: readonly AnswerRow[], plan: Plan): boolean {
  if (run.approvedBeforehandBy !== null) return true
  const newest = answers.find((answer) => answer.kind === 'approved')
  return newest !== undefined && covers(newest.plan as unknown as Plan, plan)
}

async function askToSign(engine: Engine, run: RunRow, hold: Hold, look: Look): Promise<void> {
  const signed = (await listAnswers(engine.store, run.id)).find((answer) => answer.kind === 'signed')
  if (!signed) return wait(engine, run, hold.lease, { for: 'sign-off', summary: 'waits for a sign-off' }, seenAt(look))
  return end(engine, run, hold.lease, { state: 'converged', summary: `signed by ${signed.by}: ${signed.note ?? ''}` }, seenAt(look, []))
}

async function conclude(
  engine: Engine,
  run: RunRow,
  hold: Hold,
  place: Workplace,
  facts: { last: Look; refused: readonly Refused[]; failures: readonly string[]; stepsDone: number; title: string },
): Promise<void> {
  const verdict = place.clean(judge({ ...facts, last: facts.last.assessment }))
  const error = facts.failures.length > 0 ? { ...splitHint(facts.failures.join('\n')), transient: false } : null
  const ending = {
    state: verdict.state,
    summary: verdict.summary,
    error,
    findingsOpen: verdict.findings.length,
    worstSeverity: verdict.worst,
  }
  await end(engine, run, hold.lease, ending, { findings: verdict.findings, unseen: unseenOf(facts.last) })
}

const unseenOf = (look: Look): readonly string[] => (look.assessment.notLookedAt ?? []).flatMap((skipped) => skipped.fingerprints ?? [])

/** What a look says of findings while the run isn't over: those of the runner itself stay as they are. */
const seenAt = (look: Look, keep: readonly string[] = [runnerFindings]): Seen => ({
  findings: look.assessment.findings,
  unseen: [...unseenOf(look), ...keep],
})

/** Nothing of what was open before was looked at. */
const nothingSeen = (findings: Seen['findings'] = []): Seen => ({ findings, unseen: [''] })

type Words = { readonly clean: Workplace['clean']; readonly zone: string }

async function letGo(engine: Engine, run: RunRow, hold: Hold, error: unknown, { clean, zone }: Words): Promise<void> {
  const task = run.definition as unknown as Task
  if (error instanceof WindowShut)
    return wait(
      engine,
      run,
      hold.lease,
      { for: 'window', summary: `${clean(error.message)}; goes on at ${formatMoment(error.opensAt, zone)}`, until: error.opensAt },
      null,
    )
  if (error instanceof Stopped && error.reason === 'cancelled')
    return end(engine, run, hold.lease, { state: 'cancelled', summary: error.message }, null)
  if (error instanceof Stopped && error.reason === 'shutdown')
    return tryAgain(engine, run, hold.lease, new Date(), undefined, 'its worker was stopped; goes on at once')

  const failed = clean(asRunError(error))
  const delayMs = retryDelayMs(error, run.failures, task.retries)
  if (delayMs !== null) {
    const at = new Date(Date.now() + delayMs)
    engine.log.info({ run: run.id, again: at.toISOString(), err: failed.message }, 'the run failed in a way that a retry may cure')
    return tryAgain(engine, run, hold.lease, at, failed, `failed, tries again at ${formatMoment(at, zone)}: ${failed.message}`)
  }
  if (!(error instanceof UserError || error instanceof RemoteError || error instanceof Stopped))
    engine.log.error({ err: { ...failed, stack: clean(stackOf(error)) }, run: run.id }, 'the run met a bug')
  const finding = failureFinding(task.title, failed.message, failed.hint ?? undefined)
  const ending = {
    state: 'failed',
    summary: failed.message.split('\n')[0]!,
    error: failed,
    findingsOpen: 1,
    worstSeverity: finding.severity,
  } as const
  return end(engine, run, hold.lease, ending, nothingSeen([finding]))
}

const stackOf = (error: unknown): string | null => (error instanceof Error ? (error.stack ?? null) : null)

function asRunError(error: unknown): RunError {
  if (error instanceof z.ZodError)
    return {
      message: `the task doesn't fit this version of upkeep:\n${z.prettifyError(error)}`,
      hint: 'check the stack file: upkeep check FILE',
      transient: false,
    }
  const hint = error instanceof UserError || error instanceof RemoteError ? (error.hint ?? null) : null
  const message =
    error instanceof UserError && error.problems.length > 0 ? describeError(error) : error instanceof Error ? error.message : String(error)
  return { message, hint, transient: error instanceof RemoteError ? error.transient : null }
}
