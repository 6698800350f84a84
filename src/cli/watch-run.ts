import type { App } from '../app/index.ts'
import type { RunSummaryView, RunView } from '../app/views/run.ts'
import { localActor, printJson } from './context.ts'
import { exitCodeOf, interrupted } from './exit-code.ts'
import type { ExitCode } from './exit-code.ts'
import { followRun } from './follow.ts'
import { shortId } from './format.ts'
import { createProgress } from './progress.ts'
import { showRun } from './show-run.ts'
import type { Terminal } from './terminal.ts'

/**
 * Follows a run until it has settled, and prints it. Where no worker is alive, this process carries the run out itself meanwhile.
 * Ctrl-C ends the following and leaves the run to its worker; a run of this very process is cancelled instead, since it would end with us.
 */
export async function watchRun(
  app: App,
  run: Pick<RunSummaryView, 'id'>,
  terminal: Terminal,
  { json }: { json: boolean },
): Promise<ExitCode> {
  const here = !(await app.hasWorker())
  if (here) terminal.err('no worker is alive, so this command carries it out itself\n')
  const stop = new AbortController()
  const onInterrupt = (): void => (here ? cancelHere(app, run, terminal) : stop.abort())
  process.once('SIGINT', onInterrupt)
  const progress = createProgress(terminal)
  try {
    const [settled] = await Promise.all([
      followRun(app.useCases, run.id, { onLook: progress.look, signal: stop.signal }),
      here ? app.carryOutHere(run.id) : null,
    ])
    progress.end()
    return settled === null ? sayStopped(run, terminal) : showSettled(settled, terminal, json)
  } finally {
    progress.end()
    process.off('SIGINT', onInterrupt)
  }
}

function showSettled(run: RunView, terminal: Terminal, json: boolean): ExitCode {
  if (json) printJson(terminal, run)
  else terminal.out(`${terminal.live ? '\n' : ''}${showRun(run, { width: terminal.width, paint: terminal.paint, now: new Date() })}`)
  return exitCodeOf(run)
}

function sayStopped({ id }: Pick<RunSummaryView, 'id'>, terminal: Terminal): ExitCode {
  const short = shortId(id)
  terminal.err(
    `stopped following; run ${short} goes on\nHINT: \`upkeep cancel ${short}\` stops it, \`upkeep show --follow ${short}\` follows it again.\n`,
  )
  return interrupted
}

function cancelHere(app: App, { id }: Pick<RunSummaryView, 'id'>, terminal: Terminal): void {
  terminal.err('cancelling at the next checkpoint; Ctrl-C again ends at once, and the next run finishes the job\n')
  app.useCases
    .cancel(localActor(), id)
    .catch((error: unknown) => terminal.err(`could not cancel: ${error instanceof Error ? error.message : String(error)}\n`))
}
