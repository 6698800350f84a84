import { z } from 'zod'
import { rankOf, worstOf } from '../../base/severity.ts'
import type { FindingRow } from '../../store/finding.ts'
import { severitySchema } from '../views/words.ts'
import { cureOfFinding } from './cures.ts'
import { linkTo, sourceOf } from './looks.ts'
import type { Looks, SeenTask } from './looks.ts'
import { taskLinkView } from './parts.ts'
import type { SourceView } from './parts.ts'

export const careView = z
  .object({
    severity: severitySchema,
    title: z.string(),
    detail: z.string().nullable(),
    hint: z.string().nullable(),
    since: z.string().nullable(),
    acknowledgedBy: z.string().nullable(),
    seenBy: taskLinkView.describe('The task that saw it.'),
    runId: z.string().nullable().describe('The run that saw it last.'),
    cure: taskLinkView.nullable().describe('The task that cures it; null: a person does, as the hint says.'),
  })
  .describe('Something that needs care: an open finding, a look that failed or is old, a plan that waits for a yes.')
export type CareView = z.infer<typeof careView>

/** `fine`: looked at, and nothing is open. `unknown`: nobody has looked yet. */
export const databaseStatusSchema = z.enum(['fine', 'attention', 'trouble', 'unknown'])
export type DatabaseStatus = z.infer<typeof databaseStatusSchema>

/** What needs care, worst first; what somebody knows of comes last. */
export function careOf(looks: Looks, findings: readonly FindingRow[]): CareView[] {
  const ofTasks = looks.tasks.flatMap((task) => troubleOf(task, sourceOf(task, looks.now)))
  const ofFindings = findings.flatMap((finding) => {
    const task = looks.tasks.find(({ view }) => view.task === finding.task)
    return task ? [presentFinding(looks, finding, task)] : []
  })
  return [...ofTasks, ...ofFindings].toSorted(
    (a, b) =>
      Number(a.acknowledgedBy !== null) - Number(b.acknowledgedBy !== null) ||
      rankOf(b.severity) - rankOf(a.severity) ||
      (b.since ?? '').localeCompare(a.since ?? ''),
  )
}

const presentFinding = (looks: Looks, finding: FindingRow, task: SeenTask): CareView => ({
  severity: finding.severity,
  title: finding.title,
  detail: finding.detail,
  hint: finding.hint,
  since: finding.openedAt.toISOString(),
  acknowledgedBy: finding.state === 'acknowledged' ? finding.acknowledgedBy : null,
  seenBy: linkTo(task),
  runId: finding.lastRun,
  cure: cureOfFinding(looks, finding.fingerprint),
})

/** What is wrong with the looking itself. That a run failed, or left steps undone, is a finding already. */
function troubleOf(task: SeenTask, source: SourceView): readonly CareView[] {
  const { openRun, title } = task.view
  const about = { severity: 'warning', acknowledgedBy: null, seenBy: linkTo(task), cure: null } as const
  if (openRun?.waitingFor === 'approval' || openRun?.waitingFor === 'sign-off') {
    const hint = openRun.waitingFor === 'approval' ? 'look at its plan, and approve or reject it.' : 'look, and sign it off.'
    return [{ ...about, title: `“${title}” waits for a person`, detail: null, hint, since: null, runId: openRun.id }]
  }
  if (source.state !== 'stale') return []
  const hint = 'is a worker alive, and is its window open?'
  return [{ ...about, title: `“${title}” has not looked for too long`, detail: source.why, hint, since: source.at, runId: source.runId }]
}

/** Is this database all right? What nobody has looked at is never fine. */
export function judgeDatabase(looks: Looks, care: readonly CareView[]): { status: DatabaseStatus; headline: string } {
  const open = care.filter(({ acknowledgedBy }) => acknowledgedBy === null)
  const count = (severity: CareView['severity']): number => open.filter((one) => one.severity === severity).length
  const [critical, warnings] = [count('critical'), count('warning')]
  const said = [
    ...(critical > 0 ? [`${critical} critical`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
  ].join(', ')
  const worst = worstOf(open.map(({ severity }) => severity))
  if (worst === 'critical') return { status: 'trouble', headline: said }
  if (worst === 'warning') return { status: 'attention', headline: said }
  if (looks.tasks.every(({ look }) => look === null)) return { status: 'unknown', headline: 'Nobody has looked yet' }
  const failed = looks.tasks.filter((task) => sourceOf(task, looks.now).state === 'failed').length
  if (failed > 0) return { status: 'unknown', headline: failed === 1 ? 'One look failed' : `${failed} looks failed` }
  return { status: 'fine', headline: 'Nothing needs care' }
}
