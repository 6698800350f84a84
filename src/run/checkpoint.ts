import { formatMoment } from '../base/moment.ts'
import type { StopSignal, Target } from '../targets/connector.ts'

/**
 * Why a run stops between steps or batches. `cancelled`, `deadline` and `lease-lost` end the work of this worker for good;
 * `window` puts it off until the next one.
 */
export type StopReason = 'cancelled' | 'deadline' | 'step-deadline' | 'window' | 'lease-lost' | 'shutdown'

export class Stopped extends Error {
  override readonly name = 'Stopped'
  readonly reason: StopReason
  constructor(reason: StopReason, message: string) {
    super(message)
    this.reason = reason
  }
}

export type CheckpointOptions = {
  /** Throws Stopped when the run may not go on: cancel, lease, deadline. Cheap when the lease was renewed lately. */
  readonly stillAllowed: () => Promise<void>
  /** The end of the window that the step runs in, or null. */
  readonly windowEnds: () => Date | null
  readonly target: Pick<Target, 'stopSignals'>
  readonly signal: AbortSignal
  /** Told at each look while the work is paused, and with nothing when it goes on. */
  readonly onPause: (signals: readonly StopSignal[]) => void
  /** How long to wait between two looks at the stop signals while paused, in milliseconds. Defaults to 1,000. */
  readonly pauseMs?: number
  /** A look at the stop signals counts for so long, in milliseconds. Defaults to 1,000. */
  readonly signalsFreshMs?: number
}

/**
 * The one place that stops work. The loop promises to return only when nothing speaks against going on: while the target gives stop signals it waits,
 * looking again each second, and what ends the run (cancel, deadline, window, lost lease) ends the wait too.
 */
export function createCheckpoint(options: CheckpointOptions): () => Promise<void> {
  let lookedAt = 0
  let paused = false
  return async () => {
    for (;;) {
      options.signal.throwIfAborted()
      await options.stillAllowed()
      const ends = options.windowEnds()
      if (ends !== null && ends.getTime() <= Date.now()) throw new Stopped('window', `the window closed at ${formatMoment(ends)}`)
      if (!options.target.stopSignals || performance.now() - lookedAt < (options.signalsFreshMs ?? 1_000)) return
      const signals = await options.target.stopSignals()
      if (signals.length === 0) {
        lookedAt = performance.now()
        if (paused) options.onPause([])
        paused = false
        return
      }
      paused = true
      options.onPause(signals)
      await pause(options.pauseMs ?? 1_000, options.signal)
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      if (signal.aborted) reject(signal.reason as Error)
      else resolve()
    }
  })
}
