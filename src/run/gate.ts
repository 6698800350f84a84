import type { Step } from '../procedures/contract.ts'
import type { ArchivedRows } from '../backup/table-rows.ts'
import { formatDuration } from '../base/duration.ts'
import type { Policy, Proof } from '../stack/model.ts'

/** Whether a step may run at all under its task's settings, and what it has to wait for. The rules of risk are here and nowhere else. */

export type TaskRules = {
  readonly policy: Policy
  readonly proof: Proof | null
  readonly window: string | null
  /** How long the window is at most, in milliseconds; null for `any`. */ readonly windowMs: number | null
}

/** What is known about the proof that a task names: a verified backup or archive that holds the data, or why there is none. */
export type ProofState =
  | { readonly held: true; readonly archives?: readonly ArchivedRows[] }
  | { readonly held: false; readonly why: string }

export type Refusal = { readonly why: string; readonly hint: string }

/** Why a step is refused whatever the state of things, as a fact and a hint; null when the task's settings let it run. */
export function refusal(step: Step, rules: TaskRules): Refusal | null {
  if (step.risk === 'disruptive' && rules.window === null) {
    return {
      why: 'it is disruptive, and the task names no window',
      hint: 'name one of the stack’s windows in the task (window: night), or write window: any.',
    }
  }
  if (step.risk === 'disruptive' && rules.windowMs !== null && (step.expectedMs ?? 0) > rules.windowMs) {
    return {
      why: `it should take ${formatDuration(step.expectedMs!)}, and the window ${rules.window} is open for ${formatDuration(rules.windowMs)}`,
      hint: 'make the window longer.',
    }
  }
  if (step.risk === 'destructive' && rules.proof === null) {
    return {
      why: 'it takes data away, and the task names no proof',
      hint: 'write proof: backup or proof: archive in the task; proof: none lets it run without either.',
    }
  }
  return null
}

/** Whether a step has to be proven harmless just before it starts: an earlier step of the same run may make the very archive that proves it. */
export const needsProof = (step: Step, rules: Pick<TaskRules, 'proof'>): rules is { proof: 'backup' | 'archive' } =>
  step.risk === 'destructive' && rules.proof !== null && rules.proof !== 'none'

/** Why a step that needs a proof is refused; null when it is held. */
export const unproven = (proof: ProofState): Refusal | null =>
  proof.held
    ? null
    : {
        why: `it takes data away, and ${proof.why}`,
        hint: 'take and verify the backup or archive first; proof: none lets the step run without it.',
      }

/** Whether a plan with these steps needs a person's yes: any step under `approve`, a destructive one unless the policy is `auto`, and one that always asks. */
export function needsApproval(steps: readonly Step[], rules: Pick<TaskRules, 'policy'>): boolean {
  if (rules.policy === 'approve') return steps.length > 0
  return steps.some((step) => step.alwaysAsk === true || (rules.policy !== 'auto' && step.risk === 'destructive'))
}

/** Whether a step fits into what is left of its window. A step that doesn't say how long it takes needs a minute. */
export function fitsWindow(step: Step, now: Date, until: Date): boolean {
  return now.getTime() + (step.expectedMs ?? 60_000) <= until.getTime()
}
