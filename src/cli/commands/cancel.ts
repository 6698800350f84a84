import { localActor, printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { shortId } from '../format.ts'

export const cancel: Command<[string], JsonOption> = (terminal, [id], { json }) =>
  withApp(async (useCases) => {
    const run = await useCases.cancel(localActor(), id)
    const words = run.state === 'cancelled' ? 'is cancelled' : 'stops at its next checkpoint; what its steps have done so far stays done'
    if (json) printJson(terminal, run)
    else terminal.out(`run ${shortId(run.id)} of ${run.stack}/${run.task} ${words}`)
    return exitCodes.fine
  })
