import type { Plan, PlanStep, Step } from '../../api/types.ts'

/** One line of a run's work: what was planned, what came of it last, and earlier tries. */
export type WorkStep = {
  readonly key: string
  readonly title: string
  readonly risk: PlanStep['risk']
  readonly preview: PlanStep['preview']
  readonly expectedMs: number | null
  readonly record: Step | null
  readonly earlier: readonly Step[]
  /** Done, but not part of the plan that stands now. */
  readonly unplanned: boolean
}

/** The plan's steps in its order with their records; records of steps that are no longer planned come first, because they were done before. */
export function mergeSteps(plan: Plan | null, records: readonly Step[]): readonly WorkStep[] {
  const byKey = Map.groupBy(records, ({ key }) => key)
  const planned = new Set((plan?.steps ?? []).map(({ key }) => key))
  const gone = [...byKey.keys()]
    .filter((key) => !planned.has(key))
    .map((key): WorkStep => ({ ...shape(byKey.get(key)!.at(-1)!), expectedMs: null, ...tries(byKey.get(key)), unplanned: plan !== null }))
  return [
    ...gone,
    ...(plan?.steps ?? []).map((step): WorkStep => ({
      ...shape(step),
      expectedMs: step.expectedMs ?? null,
      ...tries(byKey.get(step.key)),
      unplanned: false,
    })),
  ]
}

const shape = ({ key, title, risk, preview }: PlanStep | Step) => ({ key, title, risk, preview })

function tries(records: readonly Step[] = []): Pick<WorkStep, 'record' | 'earlier'> {
  const inTime = records.toSorted((a, b) => a.attempt - b.attempt || a.ordinal - b.ordinal)
  return { record: inTime.at(-1) ?? null, earlier: inTime.slice(0, -1) }
}
