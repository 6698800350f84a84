import { formatDuration } from '../../base/duration.ts'
import { RemoteError } from '../../base/errors.ts'
import type { Json } from '../../base/json.ts'
import command, { quoteArguments } from '../../targets/command/index.ts'
import type { Argv, CommandTarget } from '../../targets/command/index.ts'
import type { Step } from '../contract.ts'
import { defineProcedure } from '../contract.ts'
import { assessRun, describeEnd, stepKey } from './assess-run.ts'
import { runParams } from './run-model.ts'
import type { Ended, RunObservation } from './run-model.ts'

/** `unless` only looks: it has no business taking longer. */
const probeDeadlineMs = 30_000

export default defineProcedure({
  name: 'command.run',
  title: 'Run a program',
  summary: 'Runs a program of your own, with a deadline; its exit code and output are the evidence.',
  docs: `
For the duties that no other procedure knows. The program is given as a list of words and started directly, never through a shell, in the target's folder and with the
variables that the target names. It has no input.

**When it runs.** Once in each run of the task: the step is due unless this run has already done it. With \`unless\`, a second program decides: when that exits with 0
there is nothing to do. \`unless\` must only look; it also runs when a plan is made.

**How it is judged.** A program that ends with an exit code in \`success\` (0 unless you say otherwise), and after which \`unless\` says that nothing has to be done, has
converged. Otherwise the run ends as *not converged* (\`upkeep run\` exits with 3), with one of these findings; \`severity\` says how bad that is. The program is not
started again before the next run is due.

| finding | when |
|---|---|
| \`exit\` | it ended with an exit code that isn't in \`success\`, by a signal, or at its deadline; the last lines of its output stand beside it |
| \`not-done\` | it succeeded, and yet \`unless\` says that the work isn't done |

**Risk.** An arbitrary program can do anything, so its step counts as \`disruptive\` and needs a window (\`window: any\` for always). If it disturbs nobody, say so with
\`risk: safe\`; if it takes data away, with \`risk: destructive\`: then it needs a proof and an approval like any other destructive step.

**When the worker dies.** The program and whatever it started in its process group end with it. The run is taken over, and *a program that was started and hadn't ended
is run again*: write it so that running it twice does no harm. A frozen worker's program may still be at work when another one starts; where that
matters, let it take a lock (\`flock\`).

**What is kept.** The exit code, the time, and of each output the first 8 KiB and the last 24 KiB, with the values of the target's \`secrets\` masked. Don't pass secrets as
arguments: every user of the host can read those.
`,
  example: `
old-logs:
  title: Logs older than a week are gone
  does: command.run
  target: host-commands
  every: daily at 04:00
  window: any
  with:
    run: [find, logs, -name, '*.log', -mtime, '+7', -delete]
    risk: safe
    deadline: 5m
`,
  target: command,
  params: runParams,

  async inspect({ target, params, ctx }): Promise<RunObservation> {
    const record = ctx.record(stepKey)
    const ran = record === null ? null : (record.outcome['ended'] as unknown as Ended)
    return {
      now: ctx.now.toISOString(),
      unless: params.unless ? await probe(target, params.unless, ctx.signal) : null,
      ran,
      tookMs: ran?.durationMs ?? tookBefore(ctx.previous),
    }
  },

  assess: assessRun,

  async apply(_step: Step, { target, params, ctx }) {
    await ctx.checkpoint()
    const ended = await target.run(params.run, { deadlineMs: params.deadline, signal: ctx.signal })
    ctx.measure('duration', ended.durationMs, 'ms')
    return { summary: describeEnd(ended, params.deadline), ended }
  },
})

async function probe(target: CommandTarget, unless: Argv, signal: AbortSignal): Promise<Ended> {
  const ended = await target.probe(unless, { deadlineMs: probeDeadlineMs, signal })
  if (!ended.timedOut) return ended
  // Whether the work is needed isn't known: to do it on the chance would be to guess.
  throw new RemoteError(
    `${quoteArguments(unless)}, which decides whether there is work to do, had not ended after ${formatDuration(probeDeadlineMs)}`,
    {
      transient: true,
      hint: 'let `unless` look at less.',
    },
  )
}

function tookBefore(previous: Json): number | null {
  return (previous as RunObservation | null)?.tookMs ?? null
}
