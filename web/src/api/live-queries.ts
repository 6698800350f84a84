import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { openLive, type LiveEvent } from './live.ts'

/** At most one round of refetching in this time, in milliseconds: a busy run sends several events a second. */
const roundMs = 700

/** The first parts of the query keys that a change may have touched. The calendar is heavy and slow to change: it only polls. */
const touchedBy: { readonly [kind in LiveEvent['kind']]: readonly string[] } = {
  run: ['overview', 'tasks', 'databases', 'runs', 'requests', 'audit'],
  finding: ['overview', 'tasks', 'databases', 'findings', 'audit'],
  stack: ['overview', 'tasks', 'databases', 'requests', 'calendar'],
  worker: ['overview'],
}

/**
 * Refetches what live events make stale. Events are gathered into rounds; a round waits for the one before, so a slow server is never
 * asked twice at once, and an event that comes during a round always leads to another. A hidden page gathers and refetches when it is seen.
 */
function liveRounds(queries: QueryClient) {
  let stale = new Set<string>()
  let busy = false

  const go = async (): Promise<void> => {
    if (busy || stale.size === 0 || document.visibilityState === 'hidden') return
    busy = true
    const round = stale
    stale = new Set()
    const began = performance.now()
    await queries
      .invalidateQueries({ predicate: ({ queryKey: [name, of] }) => round.has(String(name)) || round.has(`${String(name)}/${String(of)}`) })
      .catch(() => undefined)
    window.setTimeout(
      () => {
        busy = false
        void go()
      },
      Math.max(0, roundMs - (performance.now() - began)),
    )
  }

  return {
    add(names: readonly string[]): void {
      for (const name of names) stale.add(name)
      void go()
    },
    go,
  }
}

/** Keeps every query of the page fresh for as long as the component stands. */
export function useLiveQueries(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const rounds = liveRounds(queries)
    const seen = (): void => void rounds.go()
    document.addEventListener('visibilitychange', seen)
    const close = openLive('/api/events', {
      hello: () => rounds.add(['overview', 'tasks', 'databases', 'runs', 'run', 'requests', 'findings', 'audit', 'calendar', 'session']),
      event: (event) => rounds.add(event.kind === 'run' ? [...touchedBy.run, `run/${event.id}`] : touchedBy[event.kind]),
    })
    return () => {
      document.removeEventListener('visibilitychange', seen)
      close()
    }
  }, [queries])
}
