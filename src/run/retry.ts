import { RemoteError } from '../base/errors.ts'

/** When to try again after a failure that a retry may cure, or null: it can't, or the tries are spent. Doubles from 5 s up to 10 min. */
export function retryDelayMs(error: unknown, failuresBefore: number, retries: number): number | null {
  if (!(error instanceof RemoteError) || !error.transient || failuresBefore >= retries) return null
  return Math.min(5_000 * 2 ** failuresBefore, 600_000)
}
