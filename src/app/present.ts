import type { z } from 'zod'
import type { Assessment } from '../procedures/contract.ts'
import type { Plan } from '../run/plan.ts'
import type { Task } from '../stack/model.ts'
import type { AnswerRow } from '../store/answer.ts'
import type { FindingRow } from '../store/finding.ts'
import type { LookRow } from '../store/look.ts'
import type { RunRow } from '../store/run.ts'
import type { StepRow } from '../store/step.ts'
import type { FindingView, RequestView } from './views/finding.ts'
import type { StepView, planView } from './views/plan.ts'
import type { LookView, RunSummaryView, RunView } from './views/run.ts'

/** Rows of the store as the doors show them. Pure. */

const iso = (date: Date): string => date.toISOString()
const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null
const between = (from: Date | null, to: Date | null): number | null =>
  from === null || to === null ? null : Math.max(0, to.getTime() - from.getTime())
const taskOf = (run: RunRow): Task => run.definition as unknown as Task

export function planOf(run: RunRow): z.infer<typeof planView> | null {
  const plan = run.plan as unknown as Plan | null
  return plan === null ? null : { hash: plan.hash, steps: [...plan.steps] }
}

export function presentRun(run: RunRow): RunSummaryView {
  const task = taskOf(run)
  return {
    id: run.id,
    stack: run.stack,
    task: run.task,
    title: task.title,
    procedure: task.does,
    target: task.target,
    mode: run.mode,
    state: run.state,
    phase: run.phase,
    waitingFor: run.waitingFor,
    waitingUntil: run.waitingFor === 'window' || (run.state === 'queued' && run.notBefore > new Date()) ? iso(run.notBefore) : null,
    trigger: run.trigger,
    requestedBy: run.requestedBy,
    dueAt: iso(run.dueAt),
    createdAt: iso(run.createdAt),
    startedAt: isoOrNull(run.startedAt),
    endedAt: isoOrNull(run.endedAt),
    durationMs: between(run.startedAt, run.endedAt),
    attempt: run.attempt,
    stepsPlanned: run.stepsPlanned,
    stepsDone: run.stepsDone,
    findingsOpen: run.findingsOpen,
    worstSeverity: run.worstSeverity,
    summary: run.summary,
  }
}

export function presentRunWhole(
  run: RunRow,
  parts: { steps: readonly StepRow[]; looks: readonly LookRow[]; answers: readonly AnswerRow[] },
): RunView {
  const look = (phase: LookRow['phase']): LookView | null => {
    const row = parts.looks.find((candidate) => candidate.phase === phase)
    return row ? presentLook(row) : null
  }
  const approved = parts.answers.find((answer) => answer.kind === 'approved')
  const signed = parts.answers.find((answer) => answer.kind === 'signed')
  return {
    ...presentRun(run),
    plan: planOf(run),
    steps: parts.steps.map(presentStep),
    before: look('before'),
    after: look('after'),
    error: run.error,
    approval: approved
      ? { planHash: (approved.plan as unknown as Plan).hash, by: approved.by, at: iso(approved.at), note: approved.note }
      : null,
    signOff: signed ? { by: signed.by, at: iso(signed.at), note: signed.note ?? '' } : null,
    worker: run.worker === null || run.workerHost === null ? null : { id: run.worker, host: run.workerHost },
    cancelRequestedBy: run.cancelRequestedBy,
  }
}

function presentStep(step: StepRow): StepView {
  return {
    ordinal: step.ordinal,
    key: step.key,
    title: step.title,
    risk: step.risk,
    preview: step.preview as unknown as StepView['preview'],
    state: step.state,
    attempt: step.attempt,
    startedAt: iso(step.startedAt),
    endedAt: isoOrNull(step.endedAt),
    durationMs: between(step.startedAt, step.endedAt),
    summary: typeof step.outcome?.['summary'] === 'string' ? step.outcome['summary'] : null,
    error: step.error,
    progress: step.progress,
    measurements: [...step.measurements],
  }
}

export function presentLook(look: LookRow): LookView {
  const assessment = look.assessment as unknown as Assessment
  return {
    at: iso(look.at),
    facts: [...(assessment.facts ?? [])],
    observation: look.observation,
    findings: [...assessment.findings],
    stepsLeft: assessment.steps.length,
    notLookedAt: (assessment.notLookedAt ?? []).map(({ what, why }) => ({ what, why })),
  }
}

export function presentFinding(finding: FindingRow): FindingView {
  return {
    id: finding.id,
    stack: finding.stack,
    task: finding.task,
    target: finding.target,
    fingerprint: finding.fingerprint,
    severity: finding.severity,
    title: finding.title,
    detail: finding.detail,
    hint: finding.hint,
    state: finding.state,
    firstSeenAt: iso(finding.firstSeenAt),
    lastSeenAt: iso(finding.lastSeenAt),
    timesSeen: finding.timesSeen,
    acknowledgedBy: finding.acknowledgedBy,
    acknowledgedAt: isoOrNull(finding.acknowledgedAt),
    note: finding.note,
    resolvedAt: isoOrNull(finding.resolvedAt),
    lastRunId: finding.lastRun,
  }
}

/** A request is overdue when the person has been reminded of it. */
export function presentRequest(run: RunRow, look: LookRow | null): RequestView {
  return {
    kind: run.waitingFor === 'sign-off' ? 'sign-off' : 'approval',
    runId: run.id,
    stack: run.stack,
    task: run.task,
    title: taskOf(run).title,
    target: taskOf(run).target,
    since: iso(run.waitingSince ?? run.createdAt),
    dueAt: iso(run.dueAt),
    overdue: run.reminders > 0,
    reminders: run.reminders,
    plan: run.waitingFor === 'approval' ? planOf(run) : null,
    facts: look === null ? [] : presentLook(look).facts,
  }
}
