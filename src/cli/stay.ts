import { endOnSignal, runAsChild } from '../base/child.ts'
import type { Logger } from '../base/logger.ts'

/**
 * Stays until Ctrl-C or SIGTERM, then closes and ends the process: resolves never. A supervised process tells its parent that it is ready.
 * Signals are heard as soon as it is called: call it before anything is said that somebody may answer with one.
 */
export function stayUntilSignal(ready: object, close: () => Promise<void>, log: Logger): Promise<never> {
  if (process.send) runAsChild(ready, close, log)
  else endOnSignal(close, log)
  return new Promise(() => {})
}
