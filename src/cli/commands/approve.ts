import { UserError } from '../../base/errors.ts'
import type { UseCases } from '../../app/use-cases.ts'
import type { RunView } from '../../app/views/run.ts'
import { askYesNo } from '../ask.ts'
import { localActor, printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { countOf } from '../../base/number.ts'
import { shortId, stateWords } from '../format.ts'
import { showPlan } from '../show-plan.ts'
import type { Terminal } from '../terminal.ts'
import { watchRun } from '../watch-run.ts'

type Options = JsonOption & { readonly plan?: string; readonly note?: string; readonly follow?: boolean }
type Plan = NonNullable<RunView['plan']>

/** Approves the very plan that somebody has seen: the one that is shown and asked about here, or the one that --plan names. */
export const approve: Command<[string], Options> = (terminal, [id], { json, plan: named, note, follow }) =>
  withApp(async (useCases, app) => {
    const run = await useCases.runById(id)
    const plan = planOf(run)
    if (named === undefined && !(await confirm(terminal, run, plan))) {
      terminal.err(`not approved; run ${shortId(run.id)} still waits\n`)
      return exitCodes.waits
    }
    const approved = await useCases.approve(localActor(), run.id, named === undefined ? plan.hash : fullHash(named, plan), note)
    if (follow) return watchRun(app, approved, terminal, { json: json ?? false })
    return tell(terminal, approved, json ?? false)
  })

function planOf(run: RunView): Plan {
  if (run.plan && run.waitingFor === 'approval') return run.plan
  throw new UserError(`run ${shortId(run.id)} doesn't wait for an approval: it is ${stateWords(run)}`, {
    code: 'conflict',
    hint: '`upkeep requests` lists what waits.',
  })
}

async function confirm(terminal: Terminal, run: RunView, plan: Plan): Promise<boolean> {
  if (!terminal.canAsk) {
    throw new UserError('there is no terminal to ask on, and no plan is named', {
      hint: `look at it with \`upkeep show ${shortId(run.id)}\`, then say --plan ${plan.hash} if that is the plan you saw.`,
    })
  }
  terminal.err(`${run.stack}/${run.task}: ${countOf(plan.steps.length, 'step')}\n${showPlan(plan.steps, terminal.errPaint)}\n\n`)
  return askYesNo('approve this plan?')
}

/** A hash may be cut to 8 characters or more; another one is passed on as it is, for the use case to refuse. */
const fullHash = (named: string, plan: Plan): string => (named.length >= 8 && plan.hash.startsWith(named.toLowerCase()) ? plan.hash : named)

function tell(terminal: Terminal, run: Awaited<ReturnType<UseCases['approve']>>, json: boolean): typeof exitCodes.fine {
  if (json) printJson(terminal, run)
  else terminal.out(`approved; run ${shortId(run.id)} of ${run.stack}/${run.task} goes on: \`upkeep show --follow ${shortId(run.id)}\``)
  return exitCodes.fine
}
