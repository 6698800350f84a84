import type { UseCases } from '../app/use-cases.ts'
import type { RunView } from '../app/views/run.ts'

const lookAgainMs = 1_000

/** Whether there is nothing more to see for now: it has ended, or waits for a person or its window. */
export const hasSettled = (run: Pick<RunView, 'endedAt' | 'state'>): boolean => run.endedAt !== null || run.state === 'waiting'

/**
 * Follows a run until it has settled, and returns it; null when the signal stopped it before. `onLook` sees each state on the way.
 * The loop promises to look at once after each event about the run, and once a second besides, since an event may get lost and progress
 * within a step has none. It never looks twice at a time.
 */
export async function followRun(
  useCases: UseCases,
  runId: string,
  options: { onLook: (run: RunView) => void; signal: AbortSignal },
): Promise<RunView | null> {
  let changed = Promise.withResolvers<void>()
  const wake = (): void => changed.resolve()
  const stopWatching = useCases.watch((event) => {
    if (event.kind === 'run' && event.id === runId) wake()
  })
  options.signal.addEventListener('abort', wake)
  try {
    while (!options.signal.aborted) {
      changed = Promise.withResolvers<void>()
      const run = await useCases.runById(runId)
      options.onLook(run)
      if (hasSettled(run)) return run
      const timer = setTimeout(wake, lookAgainMs)
      await changed.promise
      clearTimeout(timer)
    }
    return null
  } finally {
    options.signal.removeEventListener('abort', wake)
    stopWatching()
  }
}
