import { formatDuration } from '../base/duration.ts'
import type { StepView } from '../app/views/plan.ts'
import type { LookView, RunView } from '../app/views/run.ts'
import { oneLine } from './columns.ts'
import { countOf } from '../base/number.ts'
import { formatDistance, formatLocalMoment, shortId, stateWords, styleOfSeverity, styleOfState } from './format.ts'
import { showFacts } from './show-facts.ts'
import { showPlan } from './show-plan.ts'
import type { Paint, Style } from './terminal.ts'

type Place = { readonly width: number; readonly paint: Paint; readonly now: Date }

/** Everything about one run, as `upkeep show` and the end of `upkeep run` print it. */
export function showRun(run: RunView, place: Place): string {
  const { paint } = place
  const lastLook = run.after ?? run.before
  const blocks: readonly (string | null)[] = [
    headOf(run, place),
    troubleOf(run, paint),
    showFacts(run.before, run.after, place),
    run.steps.length > 0 ? [paint('bold', 'steps'), ...run.steps.map((step) => stepLines(step, paint))].join('\n') : planOf(run, paint),
    lastLook ? findingsOf(lastLook, paint) : null,
    lastLook ? notLookedAtOf(lastLook, paint) : null,
    whatNext(run, paint),
  ]
  return blocks.filter((block) => block !== null).join('\n\n')
}

function headOf(run: RunView, { paint, now }: Place): string {
  const state = paint(styleOfState(run.state), paint('bold', stateWords(run)))
  const lines: [string, string | null][] = [
    ['run', run.id],
    ['task', `${run.stack}/${run.task}: ${run.title}`],
    ['does', run.target === null ? run.procedure : `${run.procedure} on ${run.target}`],
    [
      'asked by',
      run.trigger === 'schedule'
        ? `the schedule, due ${formatLocalMoment(run.dueAt)}`
        : `${run.requestedBy ?? 'a person'}, ${formatLocalMoment(run.createdAt)}`,
    ],
    ['began', run.startedAt && `${formatLocalMoment(run.startedAt)} (${formatDistance(run.startedAt, now)})`],
    ['took', run.durationMs === null ? null : formatDuration(run.durationMs)],
    ['waits until', run.waitingUntil && `${formatLocalMoment(run.waitingUntil)} (${formatDistance(run.waitingUntil, now)})`],
    ['worker', run.worker && run.endedAt === null ? `${run.worker.host}, attempt ${run.attempt}` : null],
    [
      'approved',
      run.approval && `by ${run.approval.by}, ${formatLocalMoment(run.approval.at)}${run.approval.note ? `: ${run.approval.note}` : ''}`,
    ],
    ['signed', run.signOff && `by ${run.signOff.by}, ${formatLocalMoment(run.signOff.at)}: ${run.signOff.note}`],
    ['cancelled by', run.cancelRequestedBy],
  ]
  const shown = lines.filter(([, value]) => value !== null)
  const width = Math.max(...shown.map(([label]) => label.length))
  return [
    `${state}${run.summary ? `: ${oneLine(run.summary)}` : ''}`,
    ...shown.map(([label, value]) => `  ${paint('dim', label.padEnd(width))}  ${oneLine(value ?? '')}`),
  ].join('\n')
}

function troubleOf({ error }: RunView, paint: Paint): string | null {
  if (!error) return null
  return [paint('red', `error: ${oneLine(error.message)}`), ...(error.hint === null ? [] : [`HINT: ${oneLine(error.hint)}`])].join('\n')
}

function planOf({ plan, mode, state }: RunView, paint: Paint): string | null {
  if (!plan) return null
  if (plan.steps.length === 0) return mode === 'plan' && state === 'planned' ? 'plan: nothing to do' : null
  return [`${paint('bold', `plan of ${countOf(plan.steps.length, 'step')}`)} ${paint('dim', plan.hash)}`, showPlan(plan.steps, paint)].join(
    '\n',
  )
}

const signs: Readonly<Record<StepView['state'], readonly [string, Style]>> = {
  started: ['…', 'cyan'],
  done: ['✔', 'green'],
  failed: ['✘', 'red'],
  interrupted: ['↯', 'yellow'],
  refused: ['⊘', 'yellow'],
}

function stepLines(step: StepView, paint: Paint): string {
  const [sign, style] = signs[step.state]
  const took = step.durationMs === null ? '' : paint('dim', ` ${formatDuration(step.durationMs)}`)
  const paused = step.state === 'started' && step.progress?.paused ? `pauses: ${step.progress.paused.join('; ')}` : null
  const more = [step.summary, step.error, paused].flatMap((text) => (text ? [`      ${oneLine(text)}`] : []))
  return [`  ${paint(style, sign)} ${oneLine(step.title)}${took}${step.state === 'done' ? '' : ` (${step.state})`}`, ...more].join('\n')
}

function findingsOf({ findings }: LookView, paint: Paint): string | null {
  if (findings.length === 0) return null
  const lines = findings.flatMap(({ severity, title, detail, hint }) => [
    `  ${paint(styleOfSeverity(severity), severity.padEnd(8))} ${oneLine(title)}`,
    ...(detail ? [`           ${oneLine(detail)}`] : []),
    ...(hint ? [`           HINT: ${oneLine(hint)}`] : []),
  ])
  return [paint('bold', countOf(findings.length, 'finding')), ...lines].join('\n')
}

function notLookedAtOf({ notLookedAt }: LookView, paint: Paint): string | null {
  if (notLookedAt.length === 0) return null
  return [paint('bold', 'not looked at'), ...notLookedAt.map(({ what, why }) => `  ${oneLine(what)}: ${oneLine(why)}`)].join('\n')
}

/** The next command, where one is needed. */
function whatNext(run: RunView, paint: Paint): string | null {
  const id = shortId(run.id)
  if (run.waitingFor === 'approval')
    return `${paint('bold', 'it waits for your yes:')} upkeep approve ${id}${paint('dim', `   (or: upkeep reject ${id} --note WHY)`)}`
  if (run.waitingFor === 'sign-off') return `${paint('bold', 'it waits for a signature:')} upkeep sign ${id} --note "what you saw"`
  if (run.waitingFor === 'window') return 'it goes on by itself when its window opens'
  return null
}
