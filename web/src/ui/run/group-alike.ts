import type { RunSummary } from '../../api/types.ts'

export type RunGroup = {
  readonly run: RunSummary
  /** How many more runs like it there are. */
  readonly more: number
}

/**
 * Frequent checks that found nothing to do would push everything else off a short list: per task they become one row, the newest of them.
 * Runs that changed something, or ended in any other way, stand for themselves.
 */
export function groupAlike(runs: readonly RunSummary[]): readonly RunGroup[] {
  const groups = Map.groupBy(runs, (run) =>
    run.state === 'converged' && run.stepsDone === 0 && run.findingsOpen === 0 ? `${run.stack}/${run.task}` : run.id,
  )
  return [...groups.values()].map(([run, ...others]) => ({ run: run!, more: others.length }))
}
