import { useSyncExternalStore } from 'react'

/**
 * The stream of live events, and whether it flows. It promises: while `state` is not `live`, the page says so; after every gap `onHello`
 * is called, because events may have been missed; a connection that is silent for longer than `silentMs` counts as lost, since a dead
 * network tells nobody. It tries again after 1, 2, 4 ... up to 30 s, and at once when the network or the page comes back.
 */
export type LiveState = {
  readonly state: 'connecting' | 'live' | 'lost'
  /** When the page last heard from the server, ms. */
  readonly heardAt: number
  /** When it tries again, ms. */
  readonly retryAt: number | null
}
export type LiveEvent = {
  readonly kind: 'run' | 'finding' | 'stack' | 'worker'
  readonly id: string
  readonly stack?: string
  readonly task?: string
}

const kinds = ['run', 'finding', 'stack', 'worker'] as const
const silentMs = 45_000
const longestRetryMs = 30_000

let now: LiveState = { state: 'connecting', heardAt: Date.now(), retryAt: null }
const listeners = new Set<() => void>()

function become(next: LiveState): void {
  now = next
  for (const listener of listeners) listener()
}

/** How often queries poll, in milliseconds. Defaults to a minute while events flow, 5 s while they don't. */
export const pollMs = (): number => (now.state === 'live' ? 60_000 : 5_000)

export const useLiveState = (): LiveState =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => now,
  )

/** Opens the stream; returns what closes it for good. */
export function openLive(url: string, on: { readonly hello: () => void; readonly event: (event: LiveEvent) => void }): () => void {
  let source: EventSource | null = null
  let failures = 0
  let retry: number | undefined
  let silence: number | undefined

  const heard = (): void => {
    window.clearTimeout(silence)
    silence = window.setTimeout(lost, silentMs)
    if (now.state !== 'live' || Date.now() - now.heardAt > 1_000) become({ state: 'live', heardAt: Date.now(), retryAt: null })
  }

  const lost = (): void => {
    source?.close()
    source = null
    window.clearTimeout(silence)
    window.clearTimeout(retry)
    const waitMs = Math.min(longestRetryMs, 1_000 * 2 ** failures)
    failures += 1
    become({ state: 'lost', heardAt: now.heardAt, retryAt: Date.now() + waitMs })
    retry = window.setTimeout(connect, waitMs)
  }

  const connect = (): void => {
    window.clearTimeout(retry)
    source?.close()
    source = new EventSource(url)
    silence = window.setTimeout(lost, silentMs)
    source.addEventListener('hello', () => {
      failures = 0
      heard()
      on.hello()
    })
    source.addEventListener('ping', heard)
    for (const kind of kinds) {
      source.addEventListener(kind, (message: MessageEvent<string>) => {
        heard()
        on.event(JSON.parse(message.data) as LiveEvent)
      })
    }
    // EventSource would try again by itself, but not after an answer that isn't 200, and without saying when.
    source.addEventListener('error', lost)
  }

  const again = (): void => {
    if (now.state === 'lost' && document.visibilityState === 'visible') connect()
  }
  window.addEventListener('offline', lost)
  window.addEventListener('online', again)
  document.addEventListener('visibilitychange', again)
  connect()

  return () => {
    source?.close()
    window.clearTimeout(retry)
    window.clearTimeout(silence)
    window.removeEventListener('offline', lost)
    window.removeEventListener('online', again)
    document.removeEventListener('visibilitychange', again)
  }
}
