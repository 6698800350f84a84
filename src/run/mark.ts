/** A moment, by both clocks of this process. */
export type Mark = { readonly monotonicMs: number; readonly wallMs: number }

export const markNow = (): Mark => ({ monotonicMs: performance.now(), wallMs: Date.now() })

/**
 * For how long that has been, in milliseconds: the longer of two answers. The monotonic clock stands still while the machine sleeps or its virtual machine is paused,
 * during which leases end; the wall clock may be set back.
 */
export const msSince = (mark: Mark): number => Math.max(performance.now() - mark.monotonicMs, Date.now() - mark.wallMs)
