import { RemoteError, UserError, describeError } from '../base/errors.ts'
import type { Terminal } from './terminal.ts'

/** Tells a person about an error: what happened, then the hint; for a bug of ours the stack, since that is what a report needs. */
export function reportError(error: unknown, terminal: Terminal): void {
  const known = error instanceof UserError || error instanceof RemoteError
  if (known) {
    const [message = '', ...more] = describeError(error).split('\n')
    terminal.err(`${terminal.errPaint('red', 'error:')} ${[message, ...more].join('\n')}\n`)
    return
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  terminal.err(
    `${terminal.errPaint('red', 'bug:')} ${stack}\nHINT: this is a mistake of Upkeep, not yours; please report it with the lines above.\n`,
  )
}
