import type { RunView } from '../app/views/run.ts'
import { cut } from './columns.ts'
import { liveLine, linesBetween } from './run-lines.ts'
import type { Terminal } from './terminal.ts'

const plainProgressMs = 10_000
const clearLine = '\r\u001b[K'

export type Progress = { readonly look: (run: RunView) => void; readonly end: () => void }

/**
 * Writes how a run goes to standard error: a line for each thing that happens. On a terminal one more line below them is redrawn in place
 * and shows what is going on right now; elsewhere a long step says every 10 s how far it is.
 */
export function createProgress(terminal: Terminal, now: () => number = Date.now): Progress {
  let last: RunView | null = null
  let lastSaidAt = now()
  const say = (line: string): void => {
    lastSaidAt = now()
    terminal.err(`${terminal.live ? clearLine : ''}${line}\n`)
  }
  return {
    look(run) {
      for (const line of linesBetween(last, run)) say(line)
      last = run
      const live = liveLine(run, terminal.errWidth)
      if (terminal.live) terminal.err(clearLine + (live === null ? '' : terminal.errPaint('cyan', cut(live, terminal.errWidth - 1))))
      else if (live !== null && now() - lastSaidAt >= plainProgressMs) say(`  ${live}`)
    },
    end() {
      if (terminal.live) terminal.err(clearLine)
    },
  }
}
