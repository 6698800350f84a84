import { recordArchive } from '../backup/archive/record.ts'
import { describeError } from '../base/errors.ts'
import type { ApplyContext, Outcome, Step } from '../procedures/contract.ts'
import type { Task } from '../stack/model.ts'
import { appendAudit, engineActor } from '../store/audit.ts'
import { announce } from '../store/event.ts'
import { StoreLost } from '../store/db.ts'
import { whileHeld } from '../store/lease.ts'
import type { RunRow } from '../store/run.ts'
import { endStep, insertStep, setProgress } from '../store/step.ts'
import type { Measurement, Progress } from '../store/step.ts'
import type { Target } from '../targets/connector.ts'
import { createCheckpoint, Stopped } from './checkpoint.ts'
import type { Engine } from './engine.ts'
import type { Hold } from './hold.ts'
import type { Workplace } from './workplace.ts'

export type Applied = { readonly ok: true } | { readonly ok: false; readonly error: unknown }

/** What is known of a step that pauses before it has said how far it is. */
const notBegun: Progress = { done: 0, of: null, unit: 'count' }

/** How often the progress of a step is written, in milliseconds. */
const progressEveryMs = 1_000

/**
 * Does one step: recorded before it starts and after it ends, whatever the end is. A failure is returned; what stops the whole run
 * (cancel, deadline, window, lost lease, a database of our own that is away) is thrown, after the step is noted as interrupted. The step's own deadline is a failure.
 */
export async function applyStep(
  engine: Engine,
  at: { readonly run: RunRow; readonly hold: Hold; readonly place: Workplace; readonly target: Target },
  step: Step,
  options: { readonly deadlineMs: number; readonly windowEnds: () => Date | null } & Pick<ApplyContext, 'archived'>,
): Promise<Applied> {
  const { run, hold, place } = at
  const subject = `run:${run.id}`
  const changed = { kind: 'run', id: run.id, stack: run.stack, task: run.task } as const
  const log = engine.log.child({ run: run.id, step: step.key })
  const shown = place.clean({ title: step.title, preview: step.preview })
  const ordinal = await whileHeld(engine.store, hold.lease, async (db) => {
    const number = await insertStep(db, {
      run: run.id,
      key: step.key,
      title: shown.title,
      risk: step.risk,
      preview: shown.preview,
      attempt: run.attempt,
    })
    await announce(db, changed)
    await appendAudit(db, {
      actor: engineActor,
      action: 'step.started',
      subject,
      detail: { key: step.key, risk: step.risk, statement: shown.preview.statement },
    })
    return number
  })

  const overtime = new AbortController()
  const timer = setTimeout(
    () => overtime.abort(new Stopped('step-deadline', `the step's deadline of ${options.deadlineMs / 1000} s has passed`)),
    Math.min(options.deadlineMs, 2 ** 31 - 1),
  )
  const signal = AbortSignal.any([hold.signal, overtime.signal])
  const measurements: Measurement[] = []
  let progress: Progress | null = null
  let writing: Promise<unknown> = Promise.resolve()
  let wroteAt = 0
  let paused: string[] = []
  const write = (): void => {
    wroteAt = performance.now()
    const seen = paused.length === 0 ? progress : { ...(progress ?? notBegun), paused }
    writing = writing
      .then(() =>
        whileHeld(engine.store, hold.lease, async (db) => {
          await setProgress(db, run.id, ordinal, seen)
          await announce(db, changed)
        }),
      )
      .catch((error: unknown) => log.debug({ err: error }, 'progress was not written'))
  }
  const ctx: ApplyContext = {
    checkpoint: createCheckpoint({
      stillAllowed: hold.stillAllowed,
      windowEnds: options.windowEnds,
      target: at.target,
      signal,
      onPause: (signals) => {
        const reasons = place.clean(signals.map(({ reason }) => reason))
        if (reasons.join('\n') === paused.join('\n')) return
        log.info({ signals }, signals.length > 0 ? 'paused' : 'goes on')
        paused = reasons
        write()
      },
    }),
    progress: (done, of, unit) => {
      progress = { done, of, unit }
      if (performance.now() - wroteAt >= progressEveryMs) write()
    },
    measure: (name, value, unit) => void measurements.push({ name, value, unit }),
    work: { stack: run.stack, task: run.task, target: (run.definition as unknown as Task).target ?? '' },
    archived: options.archived,
    recordArchive: (archive) => whileHeld(engine.store, hold.lease, (db) => recordArchive(db, archive)),
    now: () => new Date(),
    signal,
    log,
  }

  const end = async (state: 'done' | 'failed' | 'interrupted', more: { outcome?: Outcome; error?: string }): Promise<void> => {
    await writing
    await whileHeld(engine.store, hold.lease, async (db) => {
      await endStep(db, run.id, ordinal, { state, measurements, progress, ...more })
      await announce(db, changed)
      await appendAudit(db, {
        actor: engineActor,
        action: `step.${state}`,
        subject,
        detail: { key: step.key, ...(more.error === undefined ? {} : { error: more.error }) },
      })
    })
  }

  try {
    await ctx.checkpoint()
    const outcome = await place.procedure.apply!(step, { target: at.target, params: place.params, ctx })
    await end('done', { outcome: place.clean(outcome) })
    return { ok: true }
  } catch (thrown) {
    // What a procedure throws when its signal fires is its library's word for it; the signal knows the reason.
    const error: unknown = signal.aborted ? signal.reason : thrown
    const stopsRun = error instanceof Stopped && error.reason !== 'step-deadline'
    const message = place.clean(describeError(error))
    if ((stopsRun && error.reason === 'lease-lost') || error instanceof StoreLost) throw error
    await end(stopsRun ? 'interrupted' : 'failed', { error: message })
    if (stopsRun) throw error
    log.warn({ error: message }, 'the step failed')
    return { ok: false, error }
  } finally {
    clearTimeout(timer)
  }
}
