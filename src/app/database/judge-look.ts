import { formatDuration } from '../../base/duration.ts'
import { nextDue } from '../../stack/index.ts'
import type { SeenTask } from './looks.ts'
import type { LookState } from './parts.ts'

export type LookVerdict = { readonly state: LookState; readonly why: string | null }

/** A busy worker may come so much later than promised, in milliseconds, without a look being called old. */
const patienceMs = 60_000

/**
 * Whether the last look of a task can be believed. Pure. A look is stale when the task has been due twice since; one of a task that runs on demand only
 * never is. What failed, or has never looked, is never fresh.
 */
export function judgeLook({ view, definition, look }: Pick<SeenTask, 'view' | 'definition' | 'look'>, now: Date): LookVerdict {
  const { lastRun } = view
  const failed = lastRun?.state === 'failed' && (look === null || lastRun.id > look.run)
  if (failed) return { state: 'failed', why: `its last run failed${lastRun.summary === null ? '' : `: ${lastRun.summary}`}` }
  if (look === null)
    return {
      state: 'never',
      why: view.openRun === null ? `it has not looked yet; it runs ${often(view.every)}` : 'it has not looked yet: its first run is open',
    }
  const first = nextDue(definition.cadence, view.timezone, look.at)
  const second = first && nextDue(definition.cadence, view.timezone, first)
  if (second === null || now.getTime() <= second.getTime() + patienceMs) return { state: 'fresh', why: null }
  const age = formatDuration(now.getTime() - look.at.getTime())
  return { state: 'stale', why: `its last look is ${age} old, and should come ${often(view.every)}${waits(view.openRun)}` }
}

/** A cadence within a sentence: `5m` alone would be read as a moment. */
const often = (every: string): string => (/^\d/.test(every) ? `every ${every}` : every)

function waits(openRun: SeenTask['view']['openRun']): string {
  if (openRun === null) return ''
  return openRun.waitingFor === null
    ? `; a run is ${openRun.state}`
    : `; a run waits for ${openRun.waitingFor === 'window' ? 'its window' : openRun.waitingFor}`
}
