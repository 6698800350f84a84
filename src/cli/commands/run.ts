import { localActor, printJson, withApp } from '../context.ts'
import type { Command, JsonOption } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { shortId } from '../format.ts'
import { resolveTask } from '../resolve-task.ts'
import { watchRun } from '../watch-run.ts'

export const run: Command<[string], JsonOption & { readonly yes?: boolean; readonly detach?: boolean }> = (
  terminal,
  [typed],
  { json, yes, detach },
) =>
  withApp(async (useCases, app) => {
    const { stack, task } = await resolveTask(useCases, typed)
    const asked = await useCases.run(localActor(), stack, task, { approve: yes ?? false })
    if (!detach) {
      terminal.err(`run ${shortId(asked.id)} of ${stack}/${task}\n`)
      return watchRun(app, asked, terminal, { json: json ?? false })
    }
    if (json) printJson(terminal, asked)
    else terminal.out(`run ${shortId(asked.id)} of ${stack}/${task} is ${asked.state}: \`upkeep show ${shortId(asked.id)}\``)
    return exitCodes.fine
  })
