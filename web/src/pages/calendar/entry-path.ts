import type { CalendarDay } from '../../api/types.ts'

/** A single run leads to itself, everything else to its task. */
export const entryPath = ({ runId, stack, task }: Pick<CalendarDay, 'runId' | 'stack' | 'task'>): string =>
  runId === null ? `/tasks/${stack}/${task}` : `/runs/${runId}`
