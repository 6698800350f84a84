import { useSyncExternalStore } from 'react'

/** A browser's clock may be wrong; "in 4 min" must not be. Answers carry the server's time, in whole seconds. */
const tolerableSkewMs = 3_000

let skewMs = 0

/** Takes the server's `Date` header into account. Differences that the header's resolution explains are ignored. */
export function noteServerTime(header: string | null, clientMs: number = Date.now()): void {
  const serverMs = header === null ? Number.NaN : Date.parse(header)
  if (Number.isNaN(serverMs)) return
  const difference = serverMs + 500 - clientMs
  skewMs = Math.abs(difference) > tolerableSkewMs ? difference : 0
}

/** Now, by the server's clock, in milliseconds. */
export const serverNow = (): number => Date.now() + skewMs

/** One tick a second for the whole page, and none while it is hidden or nobody listens. */
const listeners = new Set<() => void>()
let timer: number | undefined
let ticked = serverNow()

function tick(): void {
  ticked = serverNow()
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    ticked = serverNow()
    timer = window.setInterval(() => document.visibilityState === 'visible' && tick(), 1_000)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    window.clearInterval(timer)
    timer = undefined
  }
}

/** The server's time as of the last tick, in milliseconds; the component draws again at each tick. */
export const useNow = (): number => useSyncExternalStore(listen, () => ticked)
