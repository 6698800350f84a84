import { createHash } from 'node:crypto'
import { canonicalJson } from '../base/json.ts'
import type { Preview, Risk, Step } from '../procedures/contract.ts'

/** What a person sees of a step before it is done; kept with the run and with each approval. */
export type PlanStep = {
  readonly key: string
  readonly title: string
  readonly risk: Risk
  readonly preview: Preview
  readonly expectedMs?: number
}
export type Plan = {
  readonly hash: string
  readonly steps: readonly PlanStep[]
  /** Names the target's settings, without its secrets: the same statements elsewhere are another plan. Left out without a target. */
  readonly where?: string
}

/** How much more than was approved a step may touch before it has to be approved again, in percent: data grows while a plan waits. */
const growthPercent = 10

export function planOf(steps: readonly Step[], where: string | null = null): Plan {
  const shown = steps.map(({ key, title, risk, preview, expectedMs }) => ({
    key,
    title,
    risk,
    preview,
    ...(expectedMs === undefined ? {} : { expectedMs }),
  }))
  return { hash: planHash(shown, where), steps: shown, ...(where === null ? {} : { where }) }
}

/** Names a plan: where it is carried out, and its steps in order, each with its key, risk and the very statement. How much they touch is compared apart, by `covers`. */
function planHash(steps: readonly PlanStep[], where: string | null): string {
  const said = steps.map((step) => ({ key: step.key, risk: step.risk, statement: step.preview.statement }))
  return createHash('sha256')
    .update(canonicalJson(where === null ? said : [where, ...said]))
    .digest('hex')
    .slice(0, 16)
}

/**
 * Whether what was approved still covers what would be done now: it is done in the same place, and every step must have been there with the same statement and risk, and may not touch
 * more than a tenth more. Fewer steps are covered: a run that was interrupted goes on under the same approval.
 */
export function covers(approved: Plan, now: Plan): boolean {
  if (approved.where !== now.where) return false
  return now.steps.every((step) => {
    const yes = approved.steps.find((candidate) => candidate.key === step.key)
    return (
      yes !== undefined &&
      yes.risk === step.risk &&
      yes.preview.statement === step.preview.statement &&
      withinGrowth(yes.preview, step.preview)
    )
  })
}

function withinGrowth(approved: Preview, now: Preview): boolean {
  return (['rows', 'bytes', 'files'] as const).every((unit) => {
    const most = approved[unit]
    const touched = now[unit]
    return touched === undefined || (most !== undefined && touched * 100 <= most * (100 + growthPercent))
  })
}
