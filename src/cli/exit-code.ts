import { UserError } from '../base/errors.ts'
import type { UserErrorCode } from '../base/errors.ts'
import type { RunSummaryView } from '../app/views/run.ts'

/** What the exit code of `upkeep` says. The same words stand in `upkeep --help`. */
export const exitCodes = {
  /** Converged, nothing to do, or still under way. */
  fine: 0,
  /** It went well, and findings are open. */
  findings: 1,
  /** Bad usage or configuration; nothing was done. */
  usage: 2,
  /** Failed, not converged, or not possible. */
  failed: 3,
  /** Waits: for an approval, a sign-off or a window. */
  waits: 4,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes] | 130

/** Ctrl-C, as shells number it: 128 + SIGINT. */
export const interrupted = 130

export function exitCodeOf({ state, findingsOpen }: Pick<RunSummaryView, 'state' | 'findingsOpen'>): ExitCode {
  if (state === 'converged' || state === 'planned') return findingsOpen > 0 ? exitCodes.findings : exitCodes.fine
  if (state === 'queued' || state === 'running') return exitCodes.fine
  return state === 'waiting' ? exitCodes.waits : exitCodes.failed
}

const askedWrongly: ReadonlySet<UserErrorCode> = new Set(['bad-input', 'not-found', 'unauthenticated', 'forbidden'])

/** A mistake of the caller is 2; what could not be done though it was asked rightly is 3, and so is a bug. */
export const exitCodeOfError = (error: unknown): ExitCode =>
  error instanceof UserError && askedWrongly.has(error.code) ? exitCodes.usage : exitCodes.failed
