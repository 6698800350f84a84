/** How large batches should be: learned from those before. */
export type Pace = {
  readonly size: number
  /** The moving average of milliseconds for one unit (a row, a page); null before the first batch. */
  readonly msPerUnit: number | null
}

export type PaceLimits = { readonly targetMs: number; readonly min: number; readonly max: number }

/** The weight of the newest batch in the moving average. */
const weight = 0.3

/**
 * The next batch should take `targetMs` by the moving average, and is at most twice the last, so that one quick batch doesn't make a slow one. A batch
 * that was twice as slow or as quick as the average counts alone: the server got busy, or free again, and the average would be late to say so.
 */
export function nextPace(pace: Pace, batch: { readonly units: number; readonly ms: number }, limits: PaceLimits): Pace {
  if (batch.units === 0) return pace
  const latest = batch.ms / batch.units
  const average = pace.msPerUnit ?? latest
  const turned = latest > 2 * average || latest < average / 2
  const msPerUnit = turned ? latest : average * (1 - weight) + latest * weight
  const wanted = Math.floor(limits.targetMs / Math.max(msPerUnit, 1e-6))
  return { msPerUnit, size: Math.max(limits.min, Math.min(wanted, pace.size * 2, limits.max)) }
}
